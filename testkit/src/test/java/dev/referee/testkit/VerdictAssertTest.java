package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.referee.Evidence;
import dev.referee.Expectation;
import dev.referee.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictAssertTest {
  private static final Instant AT = Instant.parse("2026-01-01T09:00:00Z");
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  private final Verdict failed =
      Verdict.of(
              AT,
              List.of(
                  Expectation.of("VpcMissing", "networks", "There is a VPC")
                      .unsatisfied()
                      .subject("vpc-1")
                      .seen("There is none.")
                      .remedy("Create one.")
                      .build()))
          .withEvidence(
              List.of(
                  new Evidence(
                      "ec2",
                      "DescribeVpcs",
                      "111122223333",
                      "us-east-1",
                      "http://127.0.0.1:1",
                      200,
                      "request-1",
                      AT,
                      DIGEST)));

  @Test
  void aFailurePrintsEachFindingOnceAndNoHash() {
    AssertionError error =
        catchThrowableOfType(
            AssertionError.class, () -> RefereeAssertions.assertThat(failed).isPassed());

    assertThat(error.getMessage())
        .contains("Expected that the verdict is PASSED")
        .containsOnlyOnce("There is none.")
        .containsOnlyOnce("Create one.")
        .doesNotContain(DIGEST)
        .doesNotContainPattern("[\\w$]@[0-9a-f]{5,8}\\b");
    assertThat(error).hasNoCause();
    assertThat(error.getSuppressed()).isEmpty();
  }
}
