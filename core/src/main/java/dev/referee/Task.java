package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.math.LongMath;
import dev.referee.internal.ReadingRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.immutables.value.Value;
import org.jetbrains.annotations.ApiStatus;

/**
 * Something for teams to fix, what it is worth, and how it is proven.
 *
 * <p>Immutable.
 */
@Value.Immutable
@ApiStatus.NonExtendable
public abstract class Task {

  /**
   * One of the checks of a task.
   *
   * @param check what is proven
   * @param weight how much of the task it is, compared with the others; at least 1
   */
  public record Weighted(Check check, long weight) {}

  Task() {}

  /** Begins a task. */
  public static Builder builder(String id, String title) {
    return new Builder().id(id).title(title);
  }

  /** Returns the id, unique in its game. */
  public abstract String id();

  /** Returns the title. */
  public abstract String title();

  /** Returns what teams read: what is wrong, and what is asked of them. */
  @Value.Default
  public String text() {
    return "";
  }

  /** Returns the field it is from, as in {@code Autoscaling}; where the game has such fields. */
  public abstract Optional<String> area();

  /** Returns how hard it is. */
  @Value.Default
  public Difficulty difficulty() {
    return Difficulty.MEDIUM;
  }

  /** Returns what it is worth. */
  @Value.Default
  public Score points() {
    return Score.ZERO;
  }

  /** Returns the hints, in the order in which they are taken. */
  public abstract List<Hint> hints();

  /** Returns the ids of tasks and modules that have to be solved before this is open. */
  public abstract Set<String> needs();

  /** Returns the checks; all of them have to pass. */
  public abstract List<Weighted> checks();

  /** Returns how verdicts become points. */
  @Value.Default
  public ScoringPolicy scoring() {
    return ScoringPolicy.allOrNothing();
  }

  /** Returns how much teams are shown of what is missing. */
  @Value.Default
  public Disclosure disclosure() {
    return Disclosure.EXACT;
  }

  /**
   * Decides what a team has for this task after a judgement. This is the one place that lets points
   * move:
   *
   * <ul>
   *   <li>only {@link Outcome#PASSED} and {@link Outcome#FAILED} move them; what could not be seen
   *       and what AWS is still working on neither gives nor takes;
   *   <li>nothing is judged before the game starts, and nothing counts that came after its end, by
   *       {@link Judgement#countsAt()};
   *   <li>then the {@link #scoring() policy} decides what is earned, and the hints that were taken
   *       lower that.
   * </ul>
   *
   * @throws IllegalArgumentException when the judgement is of another task, or the history has more
   *     hints than the task
   */
  public final Award award(Judgement judgement, TaskHistory history) {
    checkArgument(judgement.task().equals(id()), "%s was judged, not the task %s", judgement, id());
    Score hintCost = hintCost(history);
    Outcome outcome = judgement.verdict().outcome();
    if (outcome != Outcome.PASSED && outcome != Outcome.FAILED) {
      return new Award.Unchanged(outcome + " moves no points");
    }
    Optional<GameClock> clock = history.clock();
    if (clock.isPresent() && clock.get().phase(judgement.completedAt()) == GameClock.Phase.BEFORE) {
      return new Award.Unchanged("The game has not begun");
    }
    if (clock.isPresent() && !clock.get().counts(judgement.countsAt())) {
      return new Award.Unchanged("Came after the end of the game");
    }
    Award award = scoring().award(this, judgement, history);
    return award instanceof Award.Points points
        ? new Award.Points(points.earned(), hintCost, points.reason())
        : award;
  }

  /**
   * Returns what a team has for this task: what it earned less the hints that it took, which take
   * it down to zero and no further; a penalty stays as it is. A ledger asks when a hint is taken;
   * {@link #award} says it with every award.
   */
  public final Score stands(TaskHistory history) {
    return new Award.Points(history.earned(), hintCost(history), "stands").stands();
  }

  private Score hintCost(TaskHistory history) {
    int taken = history.hintsTaken();
    checkArgument(
        taken <= hints().size(),
        "The task %s has %s hints, so nobody took %s",
        id(),
        hints().size(),
        taken);
    return Score.of(
        hints().stream().limit(taken).mapToLong(Hint::cost).reduce(0, LongMath::saturatedAdd));
  }

  /** Makes sure that it can be judged. */
  @Value.Check
  void check() {
    Ids.require("task", id());
    checkState(!checks().isEmpty(), "The task %s has no check, so nothing could prove it", id());
    for (Weighted weighted : checks()) {
      Ids.require("check", weighted.check().id());
      ReadingRules.require(weighted.check().id(), weighted.check().permissions());
      checkState(
          weighted.weight() >= 1,
          "The check %s of the task %s has the weight %s; a weight is at least 1",
          weighted.check().id(),
          id(),
          weighted.weight());
    }
    checkState(
        points().points() >= 0, "The task %s is worth %s points; less than none", id(), points());
    checkState(!needs().contains(id()), "The task %s needs itself", id());
  }

  /** A builder of a task. Not thread-safe. */
  public static final class Builder extends ImmutableTask.Builder {
    Builder() {}

    /** Sets what it is worth. */
    public Builder points(long points) {
      return points(Score.of(points));
    }

    /** Adds a check of weight 1. */
    public Builder check(Check check) {
      return check(check, 1);
    }

    /** Adds a check. */
    public Builder check(Check check, long weight) {
      return check(new Weighted(check, weight));
    }

    /** Adds a hint. */
    public Builder hint(String text, long cost) {
      return hint(new Hint(text, cost));
    }
  }
}
