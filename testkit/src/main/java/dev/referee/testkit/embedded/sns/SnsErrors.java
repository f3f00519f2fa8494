package dev.referee.testkit.embedded.sns;

import dev.referee.testkit.embedded.common.AwsError;

/** The errors of SNS. */
final class SnsErrors {
  private SnsErrors() {}

  static AwsError invalid(String what) {
    return new AwsError(400, "InvalidParameter", "Invalid parameter: " + what);
  }

  static AwsError missing(String what) {
    return new AwsError(404, "NotFound", what + " does not exist");
  }
}
