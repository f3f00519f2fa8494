package dev.referee.ssm.farend;

/** Is how an agent behaves in a session. Called by one thread at a time. */
public interface Agent {
  /** The client has shown its token. */
  void connected(Line line);

  /**
   * The client sent a message of its stream.
   *
   * @return whether it was taken: what is not taken is not acknowledged, and comes again
   */
  default boolean input(Line line, int payloadType, byte[] payload) {
    return true;
  }

  /** Is one that says nothing. */
  static Agent silent() {
    return line -> {};
  }
}
