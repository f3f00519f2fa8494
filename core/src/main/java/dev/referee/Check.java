package dev.referee;

import java.util.List;

/**
 * A check of one claim, for example "No strange instance is running or coming back".
 *
 * <p>Reads targets, returns a {@link Verdict}. It knows nothing of points, storage or other tasks;
 * it keeps no state, takes the time from its context and writes nothing. It may block: {@link
 * Referee} runs it in a thread of its own, under a deadline, and interrupts it when the time is up.
 * What it throws becomes {@link Outcome#INCONCLUSIVE}, never {@link Outcome#FAILED}.
 *
 * <p>For implementation by users. Implementations are immutable and thread-safe.
 */
public interface Check {

  /** Returns the id under which games name it, as in {@code ec2.spawner-stopped}. */
  String id();

  /** Returns the claim that it proves, in one sentence. */
  String claim();

  /** Returns what it looks for, in the order in which to fix them. */
  default List<Expectation> expectations() {
    return List.of();
  }

  /**
   * Returns what it may ask of its targets; anything else is refused before it leaves. It is the
   * same at all times.
   */
  default Permissions permissions() {
    return Permissions.none();
  }

  /**
   * Judges.
   *
   * @param context what it may look at, and the time
   * @return the verdict; never null
   * @throws Exception when it could not see; {@link Inconclusive} says why
   */
  Verdict judge(CheckContext context) throws Exception;

  /**
   * Returns this check with the organiser's reason, which stands in its claim.
   *
   * @param reason completes the sentence "claim, because ..."
   */
  default Check because(String reason) {
    return Checks.because(this, reason);
  }
}
