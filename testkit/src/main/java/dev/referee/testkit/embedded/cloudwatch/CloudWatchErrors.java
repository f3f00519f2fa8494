package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.common.AwsError;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The errors of CloudWatch. */
final class CloudWatchErrors {
  private CloudWatchErrors() {}

  static AwsError validation(String message) {
    return new AwsError(400, "ValidationError", message);
  }

  static AwsError invalid(String message) {
    return new AwsError(400, "InvalidParameterValue", message);
  }

  static AwsError combination(String message) {
    return new AwsError(400, "InvalidParameterCombination", message);
  }

  static AwsError missing(String message) {
    return new AwsError(400, "MissingParameter", message);
  }

  static AwsError notFound(String message) {
    return new AwsError(404, "ResourceNotFound", message);
  }

  /** Refuses a value that is none of those which a member can have. */
  static void requireOneOf(Collection<?> known, @Nullable String value, String member) {
    if (value != null && known.stream().noneMatch(one -> one.toString().equals(value))) {
      throw validation(
          ("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint:"
                  + " Member must satisfy enum value set: %s")
              .formatted(value, member, known));
    }
  }
}
