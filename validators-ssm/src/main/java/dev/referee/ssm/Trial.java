package dev.referee.ssm;

import dev.referee.Cause;
import dev.referee.Inconclusive;

/** The result of trying to reach an instance. */
sealed interface Trial {

  /** It was reached: what had to be seen was seen. */
  record Reached(String seen) implements Trial {}

  /** Systems Manager says that the instance's agent is not there for it. */
  record NotConnected(String seen) implements Trial {}

  /**
   * The agent is there, and yet it was definitely refused.
   *
   * @param seen the result, in our words
   * @param said what the other side said, which is not to be trusted; may be empty
   */
  record Refused(String seen, String said) implements Trial {}

  /** The agent is there, and nothing more came in time; nobody can say why, unless it is found. */
  record Silent(String seen) implements Trial {}

  /**
   * It could not be seen, so that nobody can say.
   *
   * @param why what was in the way
   */
  record Unseen(Inconclusive why) implements Trial {
    static Unseen of(Cause cause, String message) {
      return new Unseen(new Inconclusive(cause, message));
    }
  }

  /** Tries to reach instances. For one judgement and one thread. */
  interface Way {
    /**
     * Tries, and leaves nothing behind.
     *
     * @param windows whether the instance runs Windows
     * @throws Inconclusive when it could not be seen
     */
    Trial to(String instanceId, boolean windows) throws InterruptedException;
  }
}
