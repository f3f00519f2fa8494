package dev.referee.aws;

import java.io.IOException;

/** A source of responses: AWS, what the sweep has read before, or a tape. Thread-safe. */
interface Transport {
  /**
   * Answers.
   *
   * @throws IOException when no whole answer came; says why in words for the organiser
   * @throws dev.referee.Inconclusive when asking again is of no use
   */
  BufferedResponse ask(RequestAttempt attempt) throws IOException;

  /** Hears that what was answered cannot be understood, so nobody else should get it. */
  default void forget(RequestAttempt attempt) {}
}
