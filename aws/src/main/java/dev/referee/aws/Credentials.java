package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/** Gets credentials, and says so where there are none. */
final class Credentials implements AwsCredentialsProvider {
  private static final int LONGEST = 300;

  private final AwsCredentialsProvider source;
  private final String name;

  /**
   * Makes one.
   *
   * @param name where they come from, as in {@code profile team-7}
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
      String why = String.valueOf(e.getMessage());
      throw new Inconclusive(
          Cause.MISCONFIGURED,
          "There are no credentials from %s: %s"
              .formatted(name, why.substring(0, Math.min(LONGEST, why.length()))),
          "Give the account credentials that exist: a profile, a role that may be assumed, or"
              + " keys.",
          e);
    }
  }

  /** Hears that AWS does not take them. */
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
