package dev.referee.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The session of an assumed role. It is renewed before it expires, or when AWS has refused it: a
 * role that was deleted and created again does not accept its old sessions. The SDK's own provider
 * uses only the system clock, which may differ from the account's clock, for example that of an
 * emulator. Thread-safe.
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
   * @param anewAt the earliest time of the next one: if the clock is wrong, every session seems to
   *     be over
   */
  private record Begun(AwsCredentialsProvider provider, Instant anewAt) {}

  /**
   * Makes one.
   *
   * @param assumed creates the provider that assumes the role on first use
   */
  RoleSession(Supplier<AwsCredentialsProvider> assumed, Clock clock) {
    this.assumed = assumed;
    this.clock = clock;
    this.last = new Begun(assumed.get(), Instant.MIN);
  }

  /** Called when AWS refuses the session, whatever the time; the next one is then started. */
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
