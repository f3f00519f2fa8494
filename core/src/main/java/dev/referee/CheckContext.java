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
   * @throws Inconclusive for {@link Cause#MISCONFIGURED} when the team has none, or several
   */
  <T extends Target> T target(Class<T> type);

  /** Returns the time that the verdict speaks of. */
  Instant now();

  /**
   * Returns whether the organiser asks for the full way. If not, a check stops explaining as soon
   * as the outcome is proven good.
   */
  boolean explainAll();

  /** Returns what this team's earlier sweeps left for this check. */
  Memory memory();

  /** Returns the verdict, of {@link #now now}, that follows from the findings. */
  default Verdict verdict(Iterable<Finding> findings) {
    return Verdict.of(now(), findings);
  }

  /** Returns the verdict, of {@link #now now}, that follows from the findings. */
  default Verdict verdict(Finding... findings) {
    return Verdict.of(now(), findings);
  }
}
