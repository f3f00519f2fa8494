package dev.referee.aws;

import com.google.common.base.Throwables;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpRetryException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The distinction between "could not see" and definite errors of AWS, in this one place.
 *
 * <p>If something could not be seen, the exception becomes {@link Inconclusive}. A definite error
 * of AWS, for example {@code InvalidLaunchTemplateId.NotFound}, remains the SDK's exception, so
 * that a check can make a finding of it. A check that catches SDK exceptions therefore never
 * mistakes a denial for an absence.
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
   * Returns the exception to throw instead.
   *
   * @param answered whether the last attempt got a response
   * @param place the owner, for example {@code account 111122223333}
   */
  static Throwable explain(Operation operation, boolean answered, String place, Throwable thrown) {
    String what = operation + " of " + place;
    if (thrown instanceof AwsServiceException said) {
      return said(operation, place, what, said);
    }
    if (thrown instanceof ApiCallTimeoutException
        || thrown instanceof ApiCallAttemptTimeoutException
        || thrown instanceof AbortedException) {
      return new Inconclusive(
          Cause.TIMED_OUT, "AWS did not answer " + what + " in time", "", thrown);
    }
    Optional<Throwable> broken = ioCause(thrown);
    if (broken.isPresent() && !answered) {
      int asked = statusOfRetry(thrown);
      if (asked == 401) {
        return signIn(what, place, thrown);
      }
      return asked == 407 || isOfProxy(broken.get())
          ? proxy(what, thrown)
          : unreachable(what + " could not be reached: " + broken.get().getMessage(), thrown);
    }
    if (answered) {
      return unreachable(what + " got a response that cannot be read", thrown);
    }
    return thrown;
  }

  /** Returns why a request failed temporarily; empty if it failed permanently. */
  static Optional<Cause> outage(SdkException thrown) {
    if (thrown instanceof AwsServiceException said) {
      if (ErrorCodes.isThrottle(said.statusCode(), code(said))) {
        return Optional.of(Cause.THROTTLED);
      }
      boolean down = said.statusCode() >= 500 || ErrorCodes.isTransient(code(said));
      return down || code(said).isEmpty() ? Optional.of(Cause.UNREACHABLE) : Optional.empty();
    }
    if (thrown instanceof ApiCallTimeoutException
        || thrown instanceof ApiCallAttemptTimeoutException
        || thrown instanceof AbortedException) {
      return Optional.of(Cause.TIMED_OUT);
    }
    return ioCause(thrown).map(broken -> Cause.UNREACHABLE);
  }

  private static Throwable said(
      Operation operation, String place, String what, AwsServiceException said) {
    String code = code(said);
    int status = said.statusCode();
    if (ErrorCodes.isThrottle(status, code)) {
      return new Inconclusive(
          Cause.THROTTLED,
          "AWS throttled %s (%s) until the retries were used up".formatted(what, code),
          "Referee will retry in the next sweep. If this persists, something else uses up the"
              + " account's rate limit.",
          said);
    }
    if (status >= 500 || ErrorCodes.isTransient(code)) {
      return unreachable("AWS failed at %s: %d %s".formatted(what, status, code).strip(), said);
    }
    if (status == 407) {
      return proxy(what, said);
    }
    if (status == 401 && code.isEmpty()) {
      return signIn(what, place, said);
    }
    if (code.isEmpty() && said.requestId() == null) {
      return foreign(what, status, said);
    }
    if (ErrorCodes.DENIED.contains(code)) {
      return denied(operation, place, what, said);
    }
    return credentials(place, what, code, status, said)
        .or(() -> refused(place, what, code, status, said))
        .orElseGet(
            () ->
                said.requestId() == null
                    ? foreign(what, status, said)
                    : named(operation, what, said));
  }

  private static Inconclusive foreign(String what, int status, Throwable thrown) {
    return unreachable(
        "%s got status %d from something that is not AWS".formatted(what, status), thrown);
  }

  /**
   * The JDK's connection hides a response that requires authentication; returns its status, or 0.
   */
  private static int statusOfRetry(Throwable thrown) {
    return Throwables.getCausalChain(thrown).stream()
        .filter(HttpRetryException.class::isInstance)
        .map(HttpRetryException.class::cast)
        .findFirst()
        .map(HttpRetryException::responseCode)
        .orElse(0);
  }

  private static Inconclusive signIn(String what, String place, Throwable thrown) {
    return new Inconclusive(
        Cause.MISCONFIGURED,
        "%s was refused because it was not authenticated (401)".formatted(what),
        "Correct the credentials for %s, or the endpoint that refuses them.".formatted(place),
        thrown);
  }

  private static boolean isOfProxy(Throwable broken) {
    String message = String.valueOf(broken.getMessage());
    return message.contains("Unable to tunnel") && message.contains("407");
  }

  private static Inconclusive proxy(String what, Throwable thrown) {
    return new Inconclusive(
        Cause.MISCONFIGURED,
        what + " was refused by this machine's proxy, which requires authentication (407)",
        "Configure the proxy's user and password, or name another proxy in HTTPS_PROXY.",
        thrown);
  }

  /** Returns the exception for a permanent refusal other than a named missing permission. */
  private static Optional<Throwable> refused(
      String place, String what, String code, int status, AwsServiceException said) {
    if (ErrorCodes.isQuota(code)) {
      return Optional.of(
          new Inconclusive(
              Cause.MISCONFIGURED,
              "A quota of %s is used up, so AWS refused %s (%s: %s)"
                  .formatted(place, what, code, message(said)),
              "Raise the quota, or remove resources that use it and are not needed.",
              said));
    }
    if (status == 403) {
      return Optional.of(
          new Inconclusive(
              Cause.ACCESS_DENIED,
              "AWS refused %s with status 403 (%s)".formatted(what, code.isEmpty() ? "-" : code),
              "Find out what that code means for the role that Referee uses in %s."
                  .formatted(place),
              said));
    }
    return Optional.empty();
  }

  private static Throwable denied(
      Operation operation, String place, String what, AwsServiceException said) {
    String message = message(said);
    String action = find(ACTION, message).orElse(operation.action());
    String who = find(PRINCIPAL, message).orElse("Referee's credentials");
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
        null); // its message may contain an encoded policy
  }

  /** Returns the exception for refused credentials; empty if they are not the reason. */
  private static Optional<Throwable> credentials(
      String place, String what, String code, int status, AwsServiceException said) {
    String remedy;
    if (ErrorCodes.CLOCK.contains(code) || find(SKEW, message(said)).isPresent()) {
      remedy =
          "Set the clock of the machine that runs Referee. If it is right, the credentials for %s"
              + " have expired: renew their session token.";
    } else if (ErrorCodes.EXPIRED.contains(code)) {
      remedy = "The session token for %s has expired: renew the credentials.";
    } else if (ErrorCodes.UNKNOWN_KEY.contains(code)) {
      remedy =
          "The access key id for %s does not exist in this Region: correct the key (a new one takes"
              + " up to a minute), or enable the Region.";
    } else if (ErrorCodes.WRONG_SECRET.contains(code)) {
      remedy = "The secret access key for %s does not belong to its access key id: correct it.";
    } else if (ErrorCodes.NOT_OPTED_IN.contains(code)) {
      remedy = "Enable the service or the Region for %s.";
    } else if (status == 401) {
      return Optional.of(signIn(what, place, said));
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
   * Returns the same exception with a message that names the operation, unlike the SDK's. If a
   * check does not catch it, the verdict has its cause, and the check is not blamed.
   */
  private static Throwable named(Operation operation, String what, AwsServiceException said) {
    Inconclusive unexpected =
        new Inconclusive(
            Cause.MISCONFIGURED,
            "AWS refused %s: %s %s".formatted(what, code(said), message(said)).strip(),
            "Check whether the check's parameters fit the account. If they do, report AWS's message"
                + " to the authors of the check.",
            said);
    return said.toBuilder()
        .message(operation + " answered " + code(said) + ": " + message(said))
        .cause(unexpected)
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
