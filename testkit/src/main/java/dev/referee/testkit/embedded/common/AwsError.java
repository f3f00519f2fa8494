package dev.referee.testkit.embedded.common;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An AWS error response: HTTP status, code and message, worded as by AWS. */
public final class AwsError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String message;

  public AwsError(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.message = message;
  }

  /** Returns whether the caller lacks a permission. */
  public boolean isDenial() {
    return code.startsWith("AccessDenied") || code.equals("UnauthorizedOperation");
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String message() {
    return message;
  }

  public static AwsError missing(@Nullable String parameter) {
    return new AwsError(
        400,
        "MissingParameter",
        String.format(Locale.ROOT, "The request must contain the parameter %s", parameter));
  }
}
