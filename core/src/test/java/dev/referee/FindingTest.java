package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Finding.State;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:05:00Z");
  private static final Expectation CLEAN = Expectation.of("NotClean", "script", "It is clean");

  @Provide
  Arbitrary<Progress> progress() {
    return Arbitraries.oneOf(Any.part(), Arbitraries.of(Progress.NONE, Progress.ALL));
  }

  @Property
  void neverContradictsItself(
      @ForAll State state,
      @ForAll("progress") Progress progress,
      @ForAll boolean hasCause,
      @ForAll boolean hasUntil) {
    ThrowingCallable build =
        () ->
            Finding.builder(CLEAN, state)
                .progress(progress)
                .cause(hasCause ? Optional.of(Cause.THROTTLED) : Optional.empty())
                .until(hasUntil ? Optional.of(NOW) : Optional.empty())
                .build();
    boolean sound =
        progress.equals(Progress.ALL) == (state == State.SATISFIED)
            && hasCause == (state == State.UNKNOWN)
            && (!hasUntil || state == State.PENDING);
    if (sound) {
      assertThatCode(build).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("NotClean is " + state);
    }
  }

  @Test
  void isBegunByItsExpectation() {
    assertThat(CLEAN.satisfied().build().state()).isEqualTo(State.SATISFIED);
    assertThat(CLEAN.unsatisfied().build().state()).isEqualTo(State.UNSATISFIED);
    assertThat(CLEAN.pending().build().state()).isEqualTo(State.PENDING);
    assertThat(CLEAN.pending(NOW).build().until()).contains(NOW);
    assertThat(CLEAN.unknown(Cause.INTERNAL).build().cause()).contains(Cause.INTERNAL);
    assertThat(CLEAN.unsatisfied().build().code()).isEqualTo("NotClean");
  }

  @Test
  void hasFullProgressIfSatisfiedAndNoneOtherwiseByDefault() {
    assertThat(CLEAN.satisfied().build().progress()).isEqualTo(Progress.ALL);
    assertThat(CLEAN.pending().build().progress()).isEqualTo(Progress.NONE);
    assertThat(CLEAN.pending().progress(Progress.of(1, 2)).build().progress())
        .isEqualTo(Progress.of(1, 2));
  }

  @Test
  void leavesNothingToDoWhenSatisfied() {
    assertThat(CLEAN.satisfied().remedy("Clean it.").build().remedy()).isEmpty();
    assertThat(CLEAN.unsatisfied().remedy("Clean it.").build().remedy()).contains("Clean it.");
  }

  @Test
  void keepsItsFactsInOrderWithTheirAudience() {
    Finding finding = CLEAN.unsatisfied().fact("z", 1).organiserFact("a", 2).fact("m", 3).build();
    assertThat(finding.facts())
        .containsExactly(
            new Fact("z", "1", false), new Fact("a", "2", true), new Fact("m", "3", false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Ab", "notClean", "Not Clean", "Not-Clean", "1NotClean", "\u00c4bc"})
  void refusesACodeThatIsNone(String code) {
    assertThatThrownBy(() -> Expectation.of(code, "script", "It is clean"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + code + "'");
  }

  @Test
  void refusesABlankExpectation() {
    assertThatThrownBy(() -> Expectation.of("NotClean", " ", "It is clean"))
        .hasMessageContaining("NotClean has no topic");
    assertThatThrownBy(() -> Expectation.of("NotClean", "script", " "))
        .hasMessageContaining("NotClean has no claim");
  }
}
