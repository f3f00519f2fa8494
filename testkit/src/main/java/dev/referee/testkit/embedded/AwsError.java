package dev.referee.testkit.embedded;

/** An AWS error response: HTTP status, code and message, worded as by AWS. */
final class AwsError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String message;

  AwsError(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.message = message;
  }

  /** Says whether it tells that the caller lacks a permission. */
  boolean isDenial() {
    return code.startsWith("AccessDenied") || code.equals("UnauthorizedOperation");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String message() {
    return message;
  }
}
