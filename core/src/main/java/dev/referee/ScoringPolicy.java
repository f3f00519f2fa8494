package dev.referee;

import java.time.Instant;

/**
 * A policy that turns the result of a task into points.
 *
 * <p>For implementation by users. Immutable, thread-safe and deterministic: what it gives follows
 * from what it is given, and from nothing else. It is asked by {@link Task#award} only, for
 * verdicts that may move points and that count; hints are none of its business.
 *
 * <p>The policies made here never take back what was earned, and to fix earlier is never worth less
 * than to fix later.
 */
@FunctionalInterface
public interface ScoringPolicy {

  /**
   * Decides what a team earns.
   *
   * @param task the task
   * @param judgement the result: passed or failed
   * @param history what went before
   */
  Award award(Task task, Judgement judgement, TaskHistory history);

  /** Returns the policy that gives all points once passed, and keeps them. */
  static ScoringPolicy allOrNothing() {
    return (task, judgement, history) -> Scoring.oncePassed(judgement, history, task.points());
  }

  /**
   * Returns the policy that gives the share of the points that is {@link Judgement#progress()
   * done}, rounded down.
   *
   * <p>It keeps the most that was ever reached. If the score fell with progress, a team that fixed
   * early and was hit by the next incident would score less than one that waited it out.
   */
  static ScoringPolicy proportional() {
    return (task, judgement, history) -> {
      Progress progress = judgement.progress();
      return Scoring.atLeastAsBefore(
          history, Score.of(progress.share(task.points().points())), progress + " of it is done");
    };
  }

  /**
   * Returns the policy that gives all points once passed, and a bonus on top that shrinks evenly,
   * from the whole bonus at the start of the game to nothing at its end. Pauses do not shrink it. A
   * game without a clock has no end to be ahead of, and pays no bonus.
   *
   * <p>What decides is when it was {@link Judgement#countsAt() fixed}, not when that was seen.
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
   * Returns the policy that gives all points once passed, and a bonus on top that shrinks evenly
   * over a time of its own, which no pause moves.
   *
   * @param bonus points up to {@code from}; not negative
   * @param from when it begins to shrink
   * @param until when nothing is left of it
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
   * Returns the policy that gives the first team to solve it all points, and each team that follows
   * less.
   *
   * @param less by how many points the next team gets less; not negative
   * @param floor what is left for the last, if the task is worth as much; not negative
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
