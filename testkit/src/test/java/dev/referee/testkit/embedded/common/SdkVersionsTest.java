package dev.referee.testkit.embedded.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SdkVersionsTest {
  private static final String NEEDED = SdkVersions.COMPILED_WITH;

  @Test
  void findsNothingWrongWithTheVersionOfThisBuild() {
    assertThat(SdkVersions.problem()).isEmpty();
    assertThat(SdkVersions.problem(Map.of("ec2", NEEDED, "sts", NEEDED))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.999.0", "3.0.0", "2.999.0-PREVIEW"})
  void acceptsANewerVersion(String newer) {
    assertThat(SdkVersions.problem(Map.of("ec2", newer, "sts", newer))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.9.9", "2.31.0", "2.40.1", "2.40", "2.40.1-PREVIEW"})
  void saysWhichVersionItNeedsWhenThereIsAnOlder(String older) {
    assertThat(SdkVersions.problem(Map.of("ec2", older, "sts", older)))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains(
                        "needs AWS SDK " + NEEDED + " or newer",
                        older + " (ec2, sts)",
                        "referee-bom"));
  }

  @Test
  void namesTheModulesThatDiffer() {
    assertThat(SdkVersions.problem(Map.of("ec2", NEEDED, "sts", "2.999.0", "ssm", NEEDED)))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains(NEEDED + " (ec2, ssm) and 2.999.0 (sts)"));
  }
}
