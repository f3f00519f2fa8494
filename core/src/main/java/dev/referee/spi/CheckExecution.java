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

  /**
   * Returns the team, the task and the check, for example {@code
   * team-7/spawner/ec2.spawner-stopped}.
   */
  String name();

  /** Returns the check; a combined check has the permissions of all its parts. */
  Check check();

  /** Returns the time of this sweep's verdicts. */
  Instant now();

  /** Returns the remaining time budget; zero if it is used up. */
  Duration timeLeft();

  /**
   * Returns a value that all runs of this sweep share under a key, created on first use.
   *
   * <p>If the value is {@link AutoCloseable}, it is closed with the sweep; an abandoned run may
   * still be using it then. While one run creates it, only runs that request the same value wait.
   *
   * @param type the type of the value
   * @param key the owner of the value, for example a target
   * @param factory creates the value once; must not request the same value itself. If it throws,
   *     the next run tries again
   */
  <T> T shared(Class<T> type, Object key, Supplier<T> factory);

  /** Adds a response to the evidence of the verdict. */
  void evidence(Evidence evidence);

  /**
   * Reports whether something could be seen; the last report for a request counts.
   *
   * <p>If a check passes although it could not see something, it is inconclusive for that reason,
   * unless its permissions declare the action as {@link dev.referee.Permissions#withOptionals
   * optional}.
   *
   * @param action the permission that the request needs
   * @param question the request; equal for equal requests
   * @param failure why it could not be seen; empty if it could
   */
  void asked(String action, String question, Optional<Inconclusive> failure);

  /**
   * Registers an action that runs in another thread when the time is up or the run is cancelled, to
   * abort operations that cannot be interrupted. It runs at once if that has already happened. It
   * must be short, because other deadlines wait for it; its exceptions are logged.
   *
   * @return a scope that removes the action when closed
   */
  CheckScope onCancel(Runnable abort);
}
