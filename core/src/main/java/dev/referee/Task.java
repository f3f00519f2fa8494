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
 * Something for teams to fix, with its points and its checks.
 *
 * <p>Immutable.
 */
@Value.Immutable
@ApiStatus.NonExtendable
public abstract class Task {

  /**
   * One of the checks of a task.
   *
   * @param check the check
   * @param weight its weight within the task, compared with the others; at least 1
   */
  public record Weighted(Check check, long weight) {}

  Task() {}

  /** Returns a builder of a task. */
  public static Builder builder(String id, String title) {
    return new Builder().id(id).title(title);
  }

  /** Returns the id, unique in its game. */
  public abstract String id();

  /** Returns the title. */
  public abstract String title();

  /** Returns the text for teams: what is wrong, and what they have to do. */
  @Value.Default
  public String text() {
    return "";
  }

  /** Returns the area, for example {@code Autoscaling}, if the game uses areas. */
  public abstract Optional<String> area();

  /** Returns the difficulty. */
  @Value.Default
  public Difficulty difficulty() {
    return Difficulty.MEDIUM;
  }

  /** Returns the points. */
  @Value.Default
  public Score points() {
    return Score.ZERO;
  }

  /** Returns the hints, in the order in which teams take them. */
  public abstract List<Hint> hints();

  /** Returns the ids of tasks and modules that have to be solved before this task is unlocked. */
  public abstract Set<String> needs();

  /** Returns the checks; all of them have to pass. */
  public abstract List<Weighted> checks();

  /** Returns how verdicts become points. */
  @Value.Default
  public ScoringPolicy scoring() {
    return ScoringPolicy.allOrNothing();
  }

  /** Returns how much teams see of what is missing. */
  @Value.Default
  public Disclosure disclosure() {
    return Disclosure.EXACT;
  }

  /**
   * Decides a team's points for this task after a judgement. Points change only here:
   *
   * <ul>
   *   <li>only {@link Outcome#PASSED} and {@link Outcome#FAILED} change them; inconclusive and
   *       pending verdicts do not;
   *   <li>nothing counts before the game starts, or after its end according to {@link
   *       Judgement#countsAt()};
   *   <li>then the {@link #scoring() policy} decides the points earned, and the cost of hints is
   *       subtracted.
   * </ul>
   *
   * @throws IllegalArgumentException if the judgement belongs to another task, or the history has
   *     more hints than the task
   */
  public final Award award(Judgement judgement, TaskHistory history) {
    checkArgument(
        judgement.taskId().equals(id()),
        "The judgement %s does not belong to the task %s",
        judgement,
        id());
    Score hintCost = hintCost(history);
    Outcome outcome = judgement.verdict().outcome();
    if (outcome != Outcome.PASSED && outcome != Outcome.FAILED) {
      return new Award.Unchanged(outcome + " changes no points");
    }
    Optional<GameClock> clock = history.clock();
    if (clock.isPresent() && clock.get().phase(judgement.completedAt()) == GameClock.Phase.BEFORE) {
      return new Award.Unchanged("The game has not begun");
    }
    if (clock.isPresent() && !clock.get().counts(judgement.countsAt())) {
      return new Award.Unchanged("It came after the end of the game");
    }
    Award award = scoring().award(this, judgement, history);
    return award instanceof Award.Points points
        ? new Award.Points(points.earned(), hintCost, points.reason())
        : award;
  }

  /**
   * Returns a team's points for this task: the points earned minus the cost of hints, but not below
   * zero; a penalty is not reduced. A ledger calls this when a hint is taken; {@link #award}
   * includes it in every award.
   */
  public final Score total(TaskHistory history) {
    return new Award.Points(history.earned(), hintCost(history), "stands").total();
  }

  private Score hintCost(TaskHistory history) {
    int taken = history.hintsTaken();
    checkArgument(
        taken <= hints().size(),
        "The task %s has only %s hints, not %s",
        id(),
        hints().size(),
        taken);
    return Score.of(
        hints().stream().limit(taken).mapToLong(Hint::cost).reduce(0, LongMath::saturatedAdd));
  }

  /** Checks that the task can be judged. */
  @Value.Check
  void check() {
    Ids.require("task", id());
    checkState(!checks().isEmpty(), "The task %s has no check", id());
    for (Weighted weighted : checks()) {
      Ids.require("check", weighted.check().id());
      ReadingRules.require(weighted.check().id(), weighted.check().permissions());
      checkState(
          weighted.weight() >= 1,
          "The weight of the check %s of the task %s is %s; it has to be at least 1",
          weighted.check().id(),
          id(),
          weighted.weight());
    }
    checkState(
        points().points() >= 0,
        "The points of the task %s must not be negative: %s",
        id(),
        points());
    checkState(!needs().contains(id()), "The task %s needs itself", id());
  }

  /** A builder of a task. Not thread-safe. */
  public static final class Builder extends ImmutableTask.Builder {
    Builder() {}

    /** Sets the points. */
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
