package dev.referee.testkit.sessionserver;

/**
 * The behaviour of an agent in a session. For implementation by those who test a client; called by
 * one thread at a time.
 */
public interface Agent {
  /**
   * Called when the client has shown its token.
   *
   * @param line the line to the client
   */
  void connected(AgentChannel line);

  /**
   * Called when the client sent a message of its stream.
   *
   * @param line the line to the client
   * @param payloadType what it is
   * @param payload what it says
   * @return whether it was taken: what is not taken is not acknowledged, and comes again
   */
  default boolean input(AgentChannel line, int payloadType, byte[] payload) {
    return true;
  }

  /** Returns one that says nothing. */
  static Agent silent() {
    return line -> {};
  }
}
