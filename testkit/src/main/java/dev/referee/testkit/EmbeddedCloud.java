package dev.referee.testkit;

import dev.referee.testkit.embedded.Cloud;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * An emulated AWS: several accounts behind one loopback endpoint, with a manual clock.
 *
 * <p>It speaks AWS's wire protocols, so the SDKs and the AWS CLI work against it. Whose account and
 * which Region a call is for, it reads from the call's signature, which it does not verify. An
 * operation that it does not have gets AWS's own kind of error, and a warning in the log that names
 * the operation.
 *
 * <p>Thread-safe; calls are answered one at a time, so that what they see is consistent.
 */
public final class EmbeddedCloud implements AutoCloseable {
  private static final Instant START = Instant.parse("2026-01-01T09:00:00Z");

  private final Cloud cloud;
  private final URI endpoint;

  private EmbeddedCloud(Cloud cloud, int port) {
    this.cloud = cloud;
    this.endpoint = cloud.start(port);
  }

  /** Returns a running cloud on a clock of its own. */
  public static EmbeddedCloud start() {
    return start(ManualClock.at(START));
  }

  /**
   * Returns a running cloud.
   *
   * @param clock the time in it
   */
  public static EmbeddedCloud start(ManualClock clock) {
    return start(clock, 0);
  }

  /**
   * Returns a running cloud, for other programs to find.
   *
   * @param clock the time in it
   * @param port where it listens on loopback; 0 for any free one
   * @throws java.io.UncheckedIOException when something else listens there
   */
  public static EmbeddedCloud start(ManualClock clock, int port) {
    return new EmbeddedCloud(new Cloud(clock), port);
  }

  /** Returns the time in this cloud. */
  public ManualClock clock() {
    return cloud.clock();
  }

  /** Returns where this cloud listens: an {@code http} address on loopback. */
  public URI endpoint() {
    return endpoint;
  }

  /**
   * Returns where this cloud tells its time to other programs, who need no key for that: an ISO
   * 8601 instant with milliseconds. Its answers have that time, too, in the header {@code
   * Referee-Date}; their {@code Date} is that of the machine.
   */
  public URI timeEndpoint() {
    return endpoint.resolve(Cloud.TIME);
  }

  /**
   * Returns an account, which is created when it is not there yet.
   *
   * @param accountId twelve digits
   */
  public EmbeddedAccount account(String accountId) {
    return new EmbeddedAccount(cloud, endpoint, accountId, cloud.ownKey(accountId));
  }

  /**
   * Returns the calls received so far, in the order in which they were answered: the last 20,000,
   * so that a cloud may run for days.
   */
  public List<ReceivedCall> calls() {
    return cloud.calls();
  }

  /** Stops listening; what stands in the accounts is gone. */
  @Override
  public void close() {
    cloud.stop();
  }
}
