package dev.referee.testkit;

import dev.referee.testkit.embedded.Cloud;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * An emulated AWS: several accounts behind one loopback endpoint, with a manual clock.
 *
 * <p>It speaks AWS's wire protocols, so the SDKs and the AWS CLI work against it. It reads the
 * account and the Region of a call from the signature, which it does not verify. An unsupported
 * operation returns an error in AWS's format, and logs a warning that names the operation.
 *
 * <p>Thread-safe; it handles one call at a time.
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
   * Returns a running cloud at a given port, for use by other programs.
   *
   * @param clock the time in it
   * @param port the port on the loopback address; 0 for any free one
   * @throws java.io.UncheckedIOException if the port is in use
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
   * Returns the URL at which other programs read the time of this cloud without credentials: an ISO
   * 8601 instant with milliseconds. Every response also has this time in the header {@code
   * Referee-Date}; its {@code Date} is that of the system clock.
   */
  public URI timeEndpoint() {
    return endpoint.resolve(Cloud.TIME);
  }

  /**
   * Returns an account; creates it if it does not exist yet.
   *
   * @param accountId twelve digits
   */
  public EmbeddedAccount account(String accountId) {
    return new EmbeddedAccount(cloud, endpoint, accountId, cloud.ownKey(accountId));
  }

  /**
   * Returns the calls received so far, in the order in which they were answered. Only the last
   * 20,000 are kept, so a cloud can run for days.
   */
  public List<ReceivedCall> calls() {
    return cloud.calls();
  }

  /** Stops the cloud and discards its accounts. */
  @Override
  public void close() {
    cloud.stop();
  }
}
