package dev.referee.spi;

import dev.referee.Check;
import dev.referee.Evidence;
import dev.referee.Inconclusive;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jetbrains.annotations.ApiStatus;

/**
 * A single execution of a check within a sweep.
 *
 * <p>Thread-safe.
 */
@ApiStatus.NonExtendable
public interface CheckExecution {

  /** Returns who is judged and for what, as in {@code team-7/spawner/ec2.spawner-stopped}. */
  String name();

  /** Returns the check; a combined check is one check, with the permissions of all its parts. */
  Check check();

  /** Returns the time that this sweep's verdicts speak of. */
  Instant now();

  /** Returns how much of the budget is left; zero when it is used up. */
  Duration timeLeft();

  /**
   * Returns what all runs of this sweep share under a key, made on first use.
   *
   * <p>Closed with the sweep when it is {@link AutoCloseable}; a run that was given up may still be
   * using it then. While one run makes it, those that want the same wait, and nobody else.
   *
   * @param type the type of what is shared
   * @param key whose it is, as in a target
   * @param maker makes it, once; must not ask for the same itself. When it throws, the next run
   *     tries again
   */
  <T> T shared(Class<T> type, Object key, Supplier<T> maker);

  /** Adds an answer to what the verdict stands on. */
  void evidence(Evidence evidence);

  /**
   * Hears whether something could be seen; of the same question, the last time counts.
   *
   * <p>A check that passes although it could not see something is inconclusive for that, unless its
   * permissions say that it {@link dev.referee.Permissions#doingWithout can do without}.
   *
   * @param action the permission that the question needs
   * @param question what was asked: equal for equal questions
   * @param failure why it could not be seen; empty when it could
   */
  void asked(String action, String question, Optional<Inconclusive> failure);

  /**
   * Lets something happen, in another thread, when the time is up or the run is cancelled: abort
   * what cannot be interrupted. Happens at once when that is already so. Must be short, for it
   * keeps other deadlines waiting; what it throws is logged.
   *
   * @return forgets it again when closed
   */
  CheckScope onCancel(Runnable abort);
}
