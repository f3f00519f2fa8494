package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a function in a request: its name, its ARN, or the end of its ARN.
 *
 * @param name the name
 * @param qualifier a version or an alias; null if none is named
 */
record FunctionName(String name, @Nullable String qualifier) {
  static final String LATEST = "$LATEST";

  private static final String GRAMMAR =
      "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?"
          + "([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
  private static final Pattern NAME = Pattern.compile(GRAMMAR);
  private static final int NAME_GROUP = 7;
  private static final int QUALIFIER_GROUP = 9;

  /** Returns the name in a request of an operation that takes no qualifier beside it. */
  static FunctionName of(String text) {
    return of(text, null);
  }

  /**
   * Returns the name in a request.
   *
   * @param qualifier the qualifier beside it
   */
  static FunctionName of(String text, @Nullable String qualifier) {
    Matcher matcher = NAME.matcher(text);
    if (!matcher.matches()) {
      throw new AwsError(
          400,
          "ValidationException",
          ("1 validation error detected: Value '%s' at 'functionName' failed to satisfy constraint:"
                  + " Member must satisfy regular expression pattern: %s")
              .formatted(text, GRAMMAR));
    }
    String within = matcher.group(QUALIFIER_GROUP);
    if (within != null && qualifier != null && !within.equals(qualifier)) {
      throw LambdaErrors.invalid(
          "The derived qualifier from the function name does not match the specified qualifier.");
    }
    return new FunctionName(matcher.group(NAME_GROUP), within == null ? qualifier : within);
  }

  /** Returns the ARN of the function, with the qualifier if there is one. */
  String arn(Call call) {
    return arn(call, name) + (qualifier == null ? "" : ":" + qualifier);
  }

  static String arn(Call call, String name) {
    return "arn:aws:lambda:%s:%s:function:%s".formatted(call.region(), call.accountId(), name);
  }
}
