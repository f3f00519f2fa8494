package dev.referee.ssm;

import com.google.common.base.CharMatcher;
import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Utilities for AWS errors that prove nothing about the judged state, such as exceeded quotas. */
final class UnexpectedError {
  private static final int LONGEST = 300;

  private UnexpectedError() {}

  /** Returns the error as {@link Inconclusive}, with AWS's message. */
  static Inconclusive inconclusive(AwsServiceException error) {
    return new Inconclusive(
        Cause.MISCONFIGURED,
        words(error),
        "This error says nothing about the team's fix. Look up its meaning; Referee will retry in"
            + " the next sweep.",
        error);
  }

  /** Returns a finding like {@link Expectation#evaluate}; an error of AWS also makes it unknown. */
  static Finding found(Expectation expectation, Supplier<Finding> look) {
    return expectation.evaluate(() -> seen(look));
  }

  /**
   * Returns the result.
   *
   * @throws Inconclusive if AWS returned an error, or it could not be seen
   */
  static <T> T seen(Supplier<T> look) {
    try {
      return look.get();
    } catch (AwsServiceException e) {
      throw inconclusive(e);
    }
  }

  /** Returns an error's code; empty if it has none. */
  static String code(AwsServiceException error) {
    AwsErrorDetails details = error.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  /** Ids that differ between calls are left out, so that equal errors have equal texts. */
  private static String words(AwsServiceException error) {
    String message = String.valueOf(error.getMessage());
    int details = message.indexOf(" (Service: ");
    return excerpt(details < 0 ? message : message.substring(0, details));
  }

  /** Returns the beginning of a text, in one line. */
  static String excerpt(String text) {
    String line = CharMatcher.javaIsoControl().replaceFrom(text, ' ').strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
