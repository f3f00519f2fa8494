package dev.referee;

import java.time.Duration;
import java.util.List;

/**
 * A listener to the events of a sweep.
 *
 * <p>For implementation by users; every method does nothing by default. Called in the thread that
 * sweeps, one call after the other. What it throws is logged and hurts nobody.
 */
public interface RefereeListener {

  /** Hears that a sweep begins. */
  default void sweepStarted(Game game, List<Team> teams) {}

  /** Hears that a check begins. */
  default void checkStarted(Team team, Task task, Check check) {}

  /**
   * Hears that a check has come to a verdict.
   *
   * @param took how long it took, by the wall
   */
  default void checkFinished(Team team, Task task, Check check, Verdict verdict, Duration took) {}

  /** Hears that a task is judged. */
  default void judged(Team team, Task task, Judgement judgement) {}

  /** Hears that a sweep has ended. */
  default void sweepFinished(Sweep sweep) {}
}
