package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {

  /** A fraction that is not reduced to lowest terms. */
  record Fraction(long done, long of) {
    Progress progress() {
      return Progress.of(done, of);
    }

    BigInteger times(long number) {
      return BigInteger.valueOf(done).multiply(BigInteger.valueOf(number));
    }

    /** Returns the floor of a multiple. */
    long floorOf(long number) {
      return new BigDecimal(times(number))
          .divide(BigDecimal.valueOf(of), 0, RoundingMode.DOWN)
          .longValueExact();
    }
  }

  record Weighted(Fraction fraction, long weight) {}

  @Provide
  Arbitrary<Fraction> fractions() {
    return Arbitraries.oneOf(
            Arbitraries.longs().between(1, 12), Arbitraries.longs().between(1, Long.MAX_VALUE))
        .flatMap(of -> Arbitraries.longs().between(0, of).map(done -> new Fraction(done, of)))
        .withoutEdgeCases();
  }

  @Provide
  Arbitrary<List<Weighted>> weighted() {
    Arbitrary<Long> weights =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1, 9),
            Arbitraries.longs().between(Long.MAX_VALUE - 9, Long.MAX_VALUE));
    return Combinators.combine(fractions(), weights)
        .as(Weighted::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property
  void percentIsTheFloorAndAHundredExactlyWhenAll(@ForAll("fractions") Fraction fraction) {
    Progress progress = fraction.progress();
    assertThat((long) progress.percent()).isEqualTo(fraction.floorOf(100));
    assertThat(progress.isAll()).isEqualTo(fraction.done() == fraction.of());
    assertThat(progress.percent() == 100).isEqualTo(progress.isAll());
  }

  @Property
  void aShareIsRoundedTowardsZero(@ForAll("fractions") Fraction fraction, @ForAll long points) {
    assertThat(fraction.progress().share(points)).isEqualTo(fraction.floorOf(points));
  }

  @Property
  void isComparedByCrossMultiplication(
      @ForAll("fractions") Fraction some, @ForAll("fractions") Fraction other) {
    int expected = some.times(other.of()).compareTo(other.times(some.of()));
    assertThat(Integer.signum(some.progress().compareTo(other.progress()))).isEqualTo(expected);
    assertThat(some.progress().equals(other.progress())).isEqualTo(expected == 0);
  }

  @Property
  void isOneValueHoweverItIsWritten(
      @ForAll @LongRange(min = 1, max = 2_000_000_000) long of,
      @ForAll @LongRange(min = 1, max = 2_000_000_000) long factor) {
    Progress progress = Progress.of(of / 2, of);
    Progress again = Progress.of(of / 2 * factor, of * factor);
    assertThat(again).isEqualTo(progress).hasSameHashCodeAs(progress);
    assertThat(again).hasToString(progress.toString()).isEqualByComparingTo(progress);
  }

  @Property
  void isReadAsItIsWritten(@ForAll("fractions") Fraction fraction) {
    assertThat(Progress.parse(fraction.progress().toString())).isEqualTo(fraction.progress());
    assertThat(Progress.parse(fraction.done() + "/" + fraction.of()))
        .isEqualTo(fraction.progress());
  }

  @Property
  void aSumIsTheWeightedMean(@ForAll("weighted") List<Weighted> parts) {
    Progress.Sum sum = new Progress.Sum();
    parts.forEach(part -> sum.add(part.fraction().progress(), part.weight()));
    BigInteger denominator =
        parts.stream()
            .map(part -> BigInteger.valueOf(part.fraction().of()))
            .reduce(BigInteger.ONE, BigInteger::multiply);
    BigInteger done =
        parts.stream()
            .map(
                part ->
                    part.fraction()
                        .times(part.weight())
                        .multiply(denominator.divide(BigInteger.valueOf(part.fraction().of()))))
            .reduce(BigInteger.ZERO, BigInteger::add);
    BigInteger of =
        parts.stream()
            .map(part -> BigInteger.valueOf(part.weight()))
            .reduce(BigInteger.ZERO, BigInteger::add)
            .multiply(denominator);
    assertThat(sum.total()).isEqualTo(Progress.parse(done + "/" + of));
    assertThat(sum.total().isAll())
        .isEqualTo(parts.stream().allMatch(part -> part.fraction().progress().isAll()));
  }

  @Test
  void aSumOfNothingIsNothing() {
    assertThat(new Progress.Sum().total()).isEqualTo(Progress.NONE);
  }

  @Test
  void isWrittenInLowestTerms() {
    assertThat(Progress.of(6, 16)).hasToString("3/8");
    assertThat(Progress.of(0, 7)).isEqualTo(Progress.NONE).hasToString("0/1");
    assertThat(Progress.of(7, 7)).isEqualTo(Progress.ALL).hasToString("1/1");
  }

  @ParameterizedTest
  @CsvSource({"-1, 2", "3, 2", "0, 0", "1, 0", "-1, -2", "1, -2"})
  void refusesWhatIsNotBetweenNothingAndAll(long done, long of) {
    assertThatThrownBy(() -> Progress.of(done, of))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(done + "/" + of);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "3", "3/", "/8", "3/8/9", "3.0/8", "a/b", " 3/8", "9/8", "1/0"})
  void refusesToReadWhatIsNoFraction(String text) {
    assertThatThrownBy(() -> Progress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
