package dev.referee.aws;

import java.io.IOException;

/** A source of responses: AWS, the cache of the sweep, or a tape. Thread-safe. */
interface Transport {
  /**
   * Returns the response.
   *
   * @throws IOException if no complete response arrived; says why in words for the organiser
   * @throws dev.referee.Inconclusive if a retry is of no use
   */
  BufferedResponse ask(RequestAttempt attempt) throws IOException;

  /** Hears that what was answered cannot be understood, so nobody else should get it. */
  default void forget(RequestAttempt attempt) {}
}
