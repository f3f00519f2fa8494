package dev.referee;

import dev.referee.spi.Memory;
import java.time.Instant;
import org.jetbrains.annotations.ApiStatus;

/**
 * The view that a check has of a team while it judges.
 *
 * <p>Only for the thread in which the check runs.
 */
@ApiStatus.NonExtendable
public interface CheckContext {

  /**
   * Returns the team's only target of a type.
   *
   * @throws Inconclusive for {@link Cause#MISCONFIGURED} if the team has none, or several
   */
  <T extends Target> T target(Class<T> type);

  /** Returns the time of the verdict. */
  Instant now();

  /**
   * Returns whether the organiser wants all findings. If not, a check stops explaining as soon as a
   * good outcome is proven.
   */
  boolean explainAll();

  /** Returns the values that earlier sweeps stored for this check and team. */
  Memory memory();

  /** Returns the verdict that follows from the findings, with the time {@link #now now}. */
  default Verdict verdict(Iterable<Finding> findings) {
    return Verdict.of(now(), findings);
  }

  /** Returns the verdict that follows from the findings, with the time {@link #now now}. */
  default Verdict verdict(Finding... findings) {
    return Verdict.of(now(), findings);
  }
}
