package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {
  private final Expectation water =
      Expectation.of("WaterDoesNotRun", "the tap", "Water runs from the tap");

  @Test
  void takesWhatWasFound() {
    Finding finding = water.evaluate(() -> water.satisfied().seen("wet").build());

    assertThat(finding.isSatisfied()).isTrue();
    assertThat(finding.seen()).hasValue("wet");
  }

  @Test
  void isUnknownIfItCouldNotBeSeen() {
    Finding finding =
        water.evaluate(
            () -> {
              throw new Inconclusive(Cause.ACCESS_DENIED, "no key", "Give Referee a key.", null);
            });

    assertThat(finding.code()).isEqualTo("WaterDoesNotRun");
    assertThat(finding.cause()).hasValue(Cause.ACCESS_DENIED);
    assertThat(finding.facts())
        .containsExactly(
            new Fact("why", "no key", true), new Fact("remedy", "Give Referee a key.", true));
  }

  @Test
  void doesNotHideWhatIsBroken() {
    assertThatThrownBy(
            () ->
                water.evaluate(
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "water", "Water runs", "W", "Wasser-Läuft"})
  void refusesWhatIsNoCode(String code) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Expectation.of(code, "the tap", "Water runs"))
        .withMessageContaining("'" + code + "'");
  }
}
