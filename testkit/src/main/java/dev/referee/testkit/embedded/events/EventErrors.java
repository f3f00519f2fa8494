package dev.referee.testkit.embedded.events;

import dev.referee.testkit.embedded.common.AwsError;

/** The errors of EventBridge. */
final class EventErrors {
  private EventErrors() {}

  static AwsError invalid(String message) {
    return new AwsError(400, "ValidationException", message);
  }

  static AwsError invalidParameter(String value, String reason) {
    return invalid("Parameter %s is not valid. Reason: %s".formatted(value, reason));
  }

  static AwsError missing(String message) {
    return new AwsError(400, "ResourceNotFoundException", message);
  }

  static AwsError limit() {
    return new AwsError(
        400,
        "LimitExceededException",
        "The requested resource exceeds the maximum number allowed.");
  }
}
