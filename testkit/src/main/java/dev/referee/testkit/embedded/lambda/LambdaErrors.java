package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.common.AwsError;

/** The errors of Lambda. */
final class LambdaErrors {
  private LambdaErrors() {}

  static AwsError invalid(String message) {
    return new AwsError(400, "InvalidParameterValueException", message);
  }

  static AwsError missing(String message) {
    return new AwsError(404, "ResourceNotFoundException", message);
  }

  /** Returns the error about what has no ARN in its message. */
  static AwsError missing() {
    return missing("The resource you requested does not exist.");
  }

  static AwsError conflict(String message) {
    return new AwsError(409, "ResourceConflictException", message);
  }

  static AwsError throttled() {
    return new AwsError(429, "TooManyRequestsException", "Rate Exceeded.");
  }
}
