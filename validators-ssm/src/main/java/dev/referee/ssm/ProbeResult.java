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
   * @param seen the result, in Referee's words
   * @param message the message of the other side, which is untrusted; may be empty
   */
  record Refused(String seen, String message) implements ProbeResult {}

  /** The result that the agent is connected but did not respond in time, for an unknown reason. */
  record Silent(String seen) implements ProbeResult {}

  /**
   * The result that it could not be seen.
   *
   * @param why the reason
   */
  record Unseen(Inconclusive why) implements ProbeResult {
    static Unseen of(Cause cause, String message) {
      return new Unseen(new Inconclusive(cause, message));
    }
  }

  /** A probe that tries to reach instances. For one judgement and one thread. */
  interface Way {
    /**
     * Tries to reach an instance, and cleans up.
     *
     * @param windows whether the instance runs Windows
     * @throws Inconclusive when it could not be seen
     */
    ProbeResult to(String instanceId, boolean windows) throws InterruptedException;
  }
}
