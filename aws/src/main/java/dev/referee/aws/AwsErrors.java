package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Tells "could not see" from what AWS said, in this one place.
 *
 * <p>What could not be seen becomes {@link Inconclusive}. What AWS definitely said, as in {@code
 * InvalidLaunchTemplateId.NotFound}, stays the SDK's exception, so that a check can make a finding
 * of it; a check that catches SDK exceptions never takes a denial for an absence.
 */
final class AwsErrors {
  private static final Pattern PRINCIPAL = Pattern.compile("(arn:aws[\\w-]*:(?:sts|iam)::\\S+)");
  private static final Pattern ACTION =
      Pattern.compile("not authorized to perform:?\\s+([a-z0-9-]+:[A-Za-z]+)");
  private static final Pattern EXPLICIT =
      Pattern.compile("explicit deny(?: in an? [a-z -]+policy)?");
  private static final Pattern SKEW =
      Pattern.compile("Signature expired|Signature not yet current|must be within \\d+ minutes");

  private AwsErrors() {}

  /**
   * Returns what to throw instead.
   *
   * @param place whose it is, as in {@code account 111122223333}
   */
  static Throwable explain(Visit.Call call, String place, Throwable thrown) {
    String what = call.operation() + " of " + place;
    if (thrown instanceof AwsServiceException said) {
      return said(call, place, what, said);
    }
    if (thrown instanceof ApiCallTimeoutException
        || thrown instanceof ApiCallAttemptTimeoutException
        || thrown instanceof AbortedException) {
      return new Inconclusive(
          Cause.TIMED_OUT, "AWS did not answer " + what + " in time", "", thrown);
    }
    Optional<Throwable> broken = ioCause(thrown);
    if (broken.isPresent() && call.answer() == null) {
      return unreachable(what + " could not be asked; " + broken.get().getMessage(), thrown);
    }
    if (call.answer() != null) {
      return unreachable(what + " was answered by something that cannot be read", thrown);
    }
    return thrown;
  }

  private static Throwable said(
      Visit.Call call, String place, String what, AwsServiceException said) {
    String code = code(said);
    if (ErrorCodes.isThrottle(said.statusCode(), code)) {
      return new Inconclusive(
          Cause.THROTTLED,
          "AWS throttled %s (%s), and went on until the retries were used up".formatted(what, code),
          "It will be asked again with the next sweep; if it stays so, something else uses up the"
              + " account's rate.",
          said);
    }
    if (said.statusCode() >= 500 || ErrorCodes.isTransient(code)) {
      return unreachable(
          "AWS failed at %s: %d %s".formatted(what, said.statusCode(), code).strip(), said);
    }
    if (code.isEmpty() && said.requestId() == null) {
      return unreachable(
          "%s was answered with status %d by something that is not AWS"
              .formatted(what, said.statusCode()),
          said);
    }
    if (ErrorCodes.DENIED.contains(code)) {
      return denied(call.operation(), place, what, said);
    }
    return credentials(place, what, code, said)
        .orElseGet(() -> named(call.operation(), what, said));
  }

  private static Throwable denied(
      Operation operation, String place, String what, AwsServiceException said) {
    String message = message(said);
    String action = find(ACTION, message).orElse(operation.action());
    String who = find(PRINCIPAL, message).orElse("The credentials that Referee has");
    Optional<String> deny = find(EXPLICIT, message);
    return new Inconclusive(
        Cause.ACCESS_DENIED,
        "%s may not do %s, which %s needs (%s%s)"
            .formatted(
                who, action, what, code(said), deny.map(explicit -> ", " + explicit).orElse("")),
        deny.isPresent()
            ? "Lift the explicit deny on %s for the role that Referee uses in %s."
                .formatted(action, place)
            : "Add %s to the policy of the role that Referee uses in %s.".formatted(action, place),
        null); // its message may hold an encoded policy, which is nobody's business
  }

  /** Returns what is wrong with the credentials; empty when nothing is. */
  private static Optional<Throwable> credentials(
      String place, String what, String code, AwsServiceException said) {
    String remedy;
    if (ErrorCodes.CLOCK.contains(code) || find(SKEW, message(said)).isPresent()) {
      remedy =
          "Set the clock of the machine that runs Referee; if it is right, the credentials for %s"
              + " have expired: renew their session token.";
    } else if (ErrorCodes.EXPIRED.contains(code)) {
      remedy = "The session token for %s has expired: renew the credentials.";
    } else if (ErrorCodes.UNKNOWN_KEY.contains(code)) {
      remedy =
          "AWS does not know the access key id for %s, or not in this Region: mend the key (a new"
              + " one takes up to a minute), or enable the Region.";
    } else if (ErrorCodes.WRONG_SECRET.contains(code)) {
      remedy = "The secret access key for %s does not belong to its access key id: mend it.";
    } else if (ErrorCodes.NOT_OPTED_IN.contains(code)) {
      remedy = "Enable the service or the Region for %s.";
    } else {
      return Optional.empty();
    }
    return Optional.of(
        new Inconclusive(
            Cause.MISCONFIGURED,
            "AWS refused the credentials for %s (%s)".formatted(what, code),
            remedy.formatted(place),
            said));
  }

  /**
   * Returns the same with a message that names the operation; the SDK's names none. Its cause says
   * that nothing was seen, for a check that knows nothing to make of the error and lets it pass.
   */
  private static Throwable named(Operation operation, String what, AwsServiceException said) {
    String message = operation + " answered " + code(said) + ": " + said.getMessage();
    return said.toBuilder()
        .message(message)
        .cause(
            new Inconclusive(
                Cause.MISCONFIGURED,
                "AWS answered %s with the error %s, which says nothing about the fix"
                    .formatted(what, code(said)),
                "Look the error up in AWS's documentation of the operation; it will be asked again"
                    + " with the next sweep.",
                said))
        .build();
  }

  private static Inconclusive unreachable(String message, Throwable thrown) {
    return new Inconclusive(Cause.UNREACHABLE, message, "", thrown);
  }

  private static Optional<Throwable> ioCause(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return Optional.of(cause);
      }
      if (cause instanceof UncheckedIOException unchecked) {
        return Optional.ofNullable(unchecked.getCause());
      }
    }
    return Optional.empty();
  }

  static String code(AwsServiceException said) {
    AwsErrorDetails details = said.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  static String message(AwsServiceException said) {
    AwsErrorDetails details = said.awsErrorDetails();
    return details == null || details.errorMessage() == null ? "" : details.errorMessage();
  }

  private static Optional<String> find(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find()
        ? Optional.of(found.group(found.groupCount() == 0 ? 0 : 1))
        : Optional.empty();
  }
}
