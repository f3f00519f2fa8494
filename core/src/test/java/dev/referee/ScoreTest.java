package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.function.BinaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private static void agrees(
      long some, long other, BinaryOperator<Score> ours, BinaryOperator<BigInteger> theirs) {
    BigInteger expected = theirs.apply(BigInteger.valueOf(some), BigInteger.valueOf(other));
    ThrowingCallable calculation = () -> ours.apply(Score.of(some), Score.of(other));
    if (expected.compareTo(MIN) < 0 || expected.compareTo(MAX) > 0) {
      assertThatThrownBy(calculation).isInstanceOf(ArithmeticException.class);
    } else {
      assertThat(ours.apply(Score.of(some), Score.of(other)))
          .isEqualTo(Score.of(expected.longValueExact()));
    }
  }

  @Property
  void addsOrSaysThatItCannot(@ForAll long some, @ForAll long other) {
    agrees(some, other, Score::plus, BigInteger::add);
  }

  @Property
  void subtractsOrSaysThatItCannot(@ForAll long some, @ForAll long other) {
    agrees(some, other, Score::minus, BigInteger::subtract);
  }

  @Property
  void isInTheOrderOfItsPoints(@ForAll long some, @ForAll long other) {
    assertThat(Integer.signum(Score.of(some).compareTo(Score.of(other))))
        .isEqualTo(BigInteger.valueOf(some).compareTo(BigInteger.valueOf(other)));
  }

  @Property
  void afterHintsIsNeverBelowZeroUnlessItWas(@ForAll long earned, @ForAll long cost) {
    BigInteger left = BigInteger.valueOf(earned).subtract(BigInteger.valueOf(cost).abs());
    if (cost == Long.MIN_VALUE) {
      return;
    }
    BigInteger expected = earned < 0 ? BigInteger.valueOf(earned) : left.max(BigInteger.ZERO);
    assertThat(new Award.Points(Score.of(earned), Score.of(Math.abs(cost)), "any").total())
        .isEqualTo(Score.of(expected.longValueExact()));
  }

  @Test
  void isWrittenAsPlainDigits() {
    assertThat(Score.of(-1_234_567)).hasToString("-1234567");
  }
}
