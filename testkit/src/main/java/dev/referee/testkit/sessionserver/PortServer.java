package dev.referee.testkit.sessionserver;

import org.jspecify.annotations.Nullable;

/** The servers on the ports that an agent can reach. For implementation by users. */
@FunctionalInterface
public interface PortServer {
  /**
   * Connects to a port.
   *
   * @param host the host as the client named it; {@code localhost} for the instance itself
   * @param port the port
   * @return the connection; null if nobody listens there
   */
  @Nullable Connection connect(String host, int port);

  /** One connection to a server. Not thread-safe. */
  interface Connection {
    /** Returns what the server says before it was asked anything. */
    byte[] greeting();

    /**
     * Returns what the server answers to what it received, maybe nothing; null if it closes the
     * connection.
     *
     * @param bytes what it received
     */
    byte @Nullable [] received(byte[] bytes);
  }
}
