package dev.referee;

/**
 * Turns what came of a task into points.
 *
 * <p>For implementation by users. Immutable and thread-safe. It is asked only for verdicts that may
 * move points.
 */
@FunctionalInterface
public interface ScoringPolicy {

  /**
   * Decides what a task stands at.
   *
   * @param task the task
   * @param judgement what came of it
   * @param history what went before
   */
  Award award(Task task, Judgement judgement, TaskHistory history);

  /** Gives all points once passed, and keeps them. */
  static ScoringPolicy allOrNothing() {
    return (task, judgement, history) ->
        judgement.verdict().isPassed()
            ? new Award.Points(task.points(), "passed")
            : new Award.Unchanged("not passed");
  }
}
