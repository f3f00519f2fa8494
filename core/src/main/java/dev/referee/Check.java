package dev.referee;

import java.util.List;

/**
 * A check of one claim, for example "No strange instance is running or coming back".
 *
 * <p>It reads targets and returns a {@link Verdict}. It knows nothing about points, storage or
 * other tasks, keeps no state, takes the time from its context, and writes nothing. It may block:
 * {@link Referee} runs it in its own thread with a deadline, and interrupts it when the time is up.
 * An exception that it throws becomes {@link Outcome#INCONCLUSIVE}, never {@link Outcome#FAILED}.
 *
 * <p>For implementation by users. Implementations are immutable and thread-safe.
 */
public interface Check {

  /** Returns the id that games use, for example {@code ec2.spawner-stopped}. */
  String id();

  /** Returns the claim that the check proves, as one sentence. */
  String claim();

  /** Returns the expectations, in the order in which to fix them. */
  default List<Expectation> expectations() {
    return List.of();
  }

  /**
   * Returns the permissions for its targets. Any other call is refused before it is sent. The
   * result must never change.
   */
  default Permissions permissions() {
    return Permissions.none();
  }

  /**
   * Judges.
   *
   * @param context the targets that it may read, and the time
   * @return the verdict; never null
   * @throws Exception if something could not be seen; {@link Inconclusive} says why
   */
  Verdict judge(CheckContext context) throws Exception;

  /**
   * Returns this check with the organiser's reason, which is added to its claim.
   *
   * @param reason completes the sentence "claim, because ..."
   */
  default Check because(String reason) {
    return Checks.because(this, reason);
  }
}
