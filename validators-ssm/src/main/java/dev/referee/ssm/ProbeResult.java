package dev.referee.ssm;

import dev.referee.Cause;
import dev.referee.Inconclusive;

/** The result of trying to reach an instance. */
sealed interface ProbeResult {

  /** The result that the instance was reached, with the required evidence. */
  record Reached(String seen) implements ProbeResult {}

  /** The result that the agent is not connected to Systems Manager. */
  record NotConnected(String seen) implements ProbeResult {}

  /**
   * The result that the request was definitely refused although the agent is connected.
   *
   * @param seen the result, in our words
   * @param said what the other side said, which is not to be trusted; may be empty
   */
  record Refused(String seen, String said) implements ProbeResult {}

  /** The result that the agent is connected but did not respond in time, for an unknown reason. */
  record Silent(String seen) implements ProbeResult {}

  /**
   * It could not be seen, so that nobody can say.
   *
   * @param why what was in the way
   */
  record Unseen(Inconclusive why) implements ProbeResult {
    static Unseen of(Cause cause, String message) {
      return new Unseen(new Inconclusive(cause, message));
    }
  }

  /** A probe that tries to reach instances. For one judgement and one thread. */
  interface Way {
    /**
     * Tries, and leaves nothing behind.
     *
     * @param windows whether the instance runs Windows
     * @throws Inconclusive when it could not be seen
     */
    ProbeResult to(String instanceId, boolean windows) throws InterruptedException;
  }
}
