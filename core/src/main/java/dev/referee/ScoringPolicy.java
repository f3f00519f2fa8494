package dev.referee;

import java.time.Instant;

/**
 * A policy that turns the result of a task into points.
 *
 * <p>For implementation by users. Immutable, thread-safe and deterministic: the result depends only
 * on the parameters. It is called only by {@link Task#award}, for verdicts that may change points
 * and that count. It does not consider hints.
 *
 * <p>The policies of this interface never take earned points back, and an earlier fix is never
 * worth less than a later one.
 */
@FunctionalInterface
public interface ScoringPolicy {

  /**
   * Decides what a team earns.
   *
   * @param task the task
   * @param judgement the result: passed or failed
   * @param history the history of the task for the team
   */
  Award award(Task task, Judgement judgement, TaskHistory history);

  /** Returns the policy that gives all points when the task has passed, and keeps them. */
  static ScoringPolicy allOrNothing() {
    return (task, judgement, history) -> Scoring.oncePassed(judgement, history, task.points());
  }

  /**
   * Returns the policy that gives points in proportion to the {@link Judgement#progress()
   * progress}, rounded down.
   *
   * <p>It keeps the highest score that was reached. If the score fell with progress, a team that
   * fixed early and was hit by the next incident would score less than one that waited it out.
   */
  static ScoringPolicy proportional() {
    return (task, judgement, history) -> {
      Progress progress = judgement.progress();
      return Scoring.atLeastAsBefore(
          history, Score.of(progress.share(task.points().points())), progress + " of it is done");
    };
  }

  /**
   * Returns the policy that gives all points when the task has passed, and a bonus that decreases
   * linearly from the full bonus at the start of the game to zero at its end. It does not decrease
   * during pauses. A game without a clock has no bonus.
   *
   * <p>The time of the {@link Judgement#countsAt() fix} decides, not the time of the judgement.
   *
   * @param bonus points at the start; not negative
   */
  static ScoringPolicy timeBonus(long bonus) {
    Scoring.notNegative("bonus", bonus);
    return (task, judgement, history) -> {
      Score extra =
          history
              .clock()
              .map(clock -> Scoring.bonus(bonus, clock, judgement.countsAt()))
              .orElse(Score.ZERO);
      return Scoring.oncePassed(judgement, history, task.points().plus(extra));
    };
  }

  /**
   * Returns the policy that gives all points when the task has passed, and a bonus that decreases
   * linearly over a given period, which pauses do not move.
   *
   * @param bonus points up to {@code from}; not negative
   * @param from when it begins to decrease
   * @param until when it reaches zero
   */
  static ScoringPolicy timeBonus(long bonus, Instant from, Instant until) {
    Scoring.notNegative("bonus", bonus);
    GameClock window = GameClock.of(from, until);
    return (task, judgement, history) -> {
      Score extra = Scoring.bonus(bonus, window, judgement.countsAt());
      return Scoring.oncePassed(judgement, history, task.points().plus(extra));
    };
  }

  /**
   * Returns the policy that gives all points to the first team that solves the task, and less to
   * each further team.
   *
   * @param less how many points less each further team gets; not negative
   * @param floor the minimum, if the task is worth as much; not negative
   */
  static ScoringPolicy decayByRank(long less, long floor) {
    Scoring.notNegative("step", less);
    Scoring.notNegative("floor", floor);
    return (task, judgement, history) ->
        Scoring.oncePassed(
            judgement,
            history,
            Scoring.decayed(task.points(), less, floor, history.solvedBefore()));
  }
}
