package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.math.LongMath;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToLongFunction;

/** Is what the shipped policies have in common: nothing earned is lost, and earlier is not less. */
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

  /** Adds a bonus that depends on when it was first fixed. */
  static Award withBonus(
      Task task, Judgement judgement, TaskHistory history, ToLongFunction<Instant> bonus) {
    Instant now = judgement.countsAt();
    Instant fixed = history.solvedAt().filter(now::isAfter).orElse(now);
    return oncePassed(judgement, history, task.points().plus(Score.of(bonus.applyAsLong(fixed))));
  }

  /** Returns the share of some points that a part has in a while, rounded down. */
  static long share(long points, Duration part, Duration whole) {
    return Progress.of(part.toNanos(), whole.toNanos()).share(points);
  }

  /** Returns what is left of the points after some teams came before. */
  static Score decayed(Score points, long less, long floor, int teams) {
    long left =
        LongMath.saturatedSubtract(points.points(), LongMath.saturatedMultiply(less, teams));
    return Score.of(Math.max(left, Math.min(floor, points.points())));
  }

  static void notNegative(String what, long points) {
    checkArgument(points >= 0, "A %s is some points or none, not %s", what, points);
  }
}
