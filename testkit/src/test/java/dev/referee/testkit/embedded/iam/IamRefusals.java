package dev.referee.testkit.embedded.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.iam.model.IamException;

/** Assertions about calls that IAM refuses. */
final class IamRefusals {
  private IamRefusals() {}

  /** Asserts that IAM refuses a call with exactly this status, code and message. */
  static void refused(ThrowingCallable call, int status, String code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IamException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(refusal.statusCode()).isEqualTo(status);
            });
  }
}
