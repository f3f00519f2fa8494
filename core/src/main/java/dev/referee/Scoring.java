package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.math.LongMath;
import java.time.Instant;

/**
 * The common code of the built-in scoring policies. Points are never taken back, and an earlier fix
 * is never worth less.
 */
final class Scoring {
  private Scoring() {}

  static Award atLeastAsBefore(TaskHistory history, Score earned, String reason) {
    Score before = history.earned();
    return new Award.Points(earned.compareTo(before) > 0 ? earned : before, reason);
  }

  static Award oncePassed(Judgement judgement, TaskHistory history, Score earned) {
    return judgement.verdict().isPassed()
        ? atLeastAsBefore(history, earned, "Passed")
        : new Award.Unchanged("Not passed");
  }

  /** Returns the points multiplied by the remaining share of the time, rounded down. */
  static Score bonus(long points, GameClock clock, Instant fixed) {
    return Score.of(
        Progress.of(clock.timeLeft(fixed).toNanos(), clock.duration().toNanos()).share(points));
  }

  /** Returns the points for a team after some teams solved the task before. */
  static Score decayed(Score points, long less, long floor, int teams) {
    long left =
        LongMath.saturatedSubtract(points.points(), LongMath.saturatedMultiply(less, teams));
    return Score.of(Math.max(left, Math.min(floor, points.points())));
  }

  static void notNegative(String name, long points) {
    checkArgument(points >= 0, "The %s must not be negative: %s", name, points);
  }
}
