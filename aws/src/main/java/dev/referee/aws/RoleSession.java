package dev.referee.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The session of an assumed role. It is started again before it expires, or when AWS has refused
 * it: a role that was deleted and created again does not know its old sessions. The SDK's own
 * provider goes by the machine's time alone, which need not be that of the account: that of an
 * emulator may be moved. Thread-safe.
 */
final class RoleSession implements AwsCredentialsProvider {
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final Supplier<AwsCredentialsProvider> assumed;
  private final Clock clock;
  private volatile Begun last;
  private volatile boolean refused;

  /**
   * A session that was started.
   *
   * @param anewAt the earliest time of the next: where the clock is wrong, each seems to be over
   */
  private record Begun(AwsCredentialsProvider provider, Instant anewAt) {}

  /**
   * Makes one.
   *
   * @param assumed returns what assumes the role when it is first asked
   */
  RoleSession(Supplier<AwsCredentialsProvider> assumed, Clock clock) {
    this.assumed = assumed;
    this.clock = clock;
    this.last = new Begun(assumed.get(), Instant.MIN);
  }

  /** Hears that AWS does not take the session, whatever time it is; the next is begun for that. */
  void isRefused() {
    refused = true;
  }

  @Override
  public AwsCredentials resolveCredentials() {
    Begun begun = last;
    AwsCredentials credentials = begun.provider().resolveCredentials();
    Instant now = clock.instant();
    boolean over =
        refused || credentials.expirationTime().filter(now.plus(MARGIN)::isAfter).isPresent();
    return over && !now.isBefore(begun.anewAt())
        ? next(begun, now).provider().resolveCredentials()
        : credentials;
  }

  private synchronized Begun next(Begun before, Instant now) {
    if (last.equals(before)) {
      last = new Begun(assumed.get(), now.plus(MARGIN));
      refused = false;
    }
    return last;
  }
}
