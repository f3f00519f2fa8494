package dev.referee;

import java.time.Duration;
import java.util.List;

/**
 * A listener to the events of a sweep.
 *
 * <p>For implementation by users; every method does nothing by default. The methods are called in
 * the thread of the sweep, one at a time. An exception is logged and has no other effect.
 */
public interface RefereeListener {

  /** Called when a sweep begins. */
  default void sweepStarted(Game game, List<Team> teams) {}

  /** Called when a check begins. */
  default void checkStarted(Team team, Task task, Check check) {}

  /**
   * Called when a check has a verdict.
   *
   * @param took the elapsed time
   */
  default void checkFinished(Team team, Task task, Check check, Verdict verdict, Duration took) {}

  /** Called when a task has been judged. */
  default void judged(Team team, Task task, Judgement judgement) {}

  /** Called when a sweep has ended. */
  default void sweepFinished(Sweep sweep) {}
}
