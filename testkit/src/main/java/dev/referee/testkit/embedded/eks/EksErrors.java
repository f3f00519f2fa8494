package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.AwsError;

/** A factory of the errors of EKS. */
final class EksErrors {
  private EksErrors() {}

  static AwsError notFound(String message) {
    return new AwsError(404, "ResourceNotFoundException", message);
  }

  static AwsError inUse(String message) {
    return new AwsError(409, "ResourceInUseException", message);
  }

  static AwsError invalidParameter(String message) {
    return new AwsError(400, "InvalidParameterException", message);
  }

  static AwsError invalidRequest(String message) {
    return new AwsError(400, "InvalidRequestException", message);
  }

  static AwsError invalidState(String message) {
    return new AwsError(400, "InvalidStateException", message);
  }

  static AwsError limitExceeded(String message) {
    return new AwsError(400, "ResourceLimitExceededException", message);
  }
}
