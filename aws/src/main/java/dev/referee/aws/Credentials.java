package dev.referee.aws;

import com.google.common.base.Ascii;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/** A credentials provider that reports missing credentials as {@link Inconclusive}. */
final class Credentials implements AwsCredentialsProvider {
  private static final int LONGEST = 300;

  private final AwsCredentialsProvider source;
  private final String name;

  /**
   * Makes one.
   *
   * @param name their source, for example {@code profile team-7}
   */
  Credentials(AwsCredentialsProvider source, String name) {
    this.source = source;
    this.name = name;
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return source.resolveCredentials();
    } catch (SdkException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      throw AwsErrors.outage(e).map(cause -> outage(cause, e)).orElseGet(() -> none(e));
    }
  }

  private Inconclusive none(SdkException e) {
    return new Inconclusive(
        Cause.MISCONFIGURED,
        "There are no credentials from %s: %s".formatted(name, excerpt(e)),
        "Give the account valid credentials: a profile, a role that may be assumed, or keys.",
        e);
  }

  /** If a profile names a role, the SDK itself calls STS for it. */
  private Inconclusive outage(Cause cause, SdkException e) {
    return new Inconclusive(
        cause,
        "The credentials from %s could not be fetched: %s".formatted(name, excerpt(e)),
        "Referee will retry in the next sweep.",
        e);
  }

  private static String excerpt(SdkException e) {
    return Ascii.truncate(String.valueOf(e.getMessage()), LONGEST, "...");
  }

  /** Called when AWS refuses them. */
  void areRefused() {
    if (source instanceof RoleSession session) {
      session.isRefused();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
