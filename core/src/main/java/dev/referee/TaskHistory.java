package dev.referee;

import static com.google.common.base.Preconditions.checkState;

import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;
import org.jetbrains.annotations.ApiStatus;

/**
 * The history of one task of one team: what a scoring policy needs beyond the verdict.
 *
 * <p>Stored by the scoreboard. Immutable.
 */
@Value.Immutable
@ApiStatus.NonExtendable
public abstract class TaskHistory {
  private static final TaskHistory NOTHING = new Builder().build();

  TaskHistory() {}

  /** Returns the history of a task that was never judged, in a game without a clock. */
  public static TaskHistory empty() {
    return NOTHING;
  }

  /** Returns a builder of a history, which is empty by default. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the points that the team has {@link Award.Points#earned earned} so far, before the cost
   * of hints.
   */
  @Value.Default
  public Score earned() {
    return Score.ZERO;
  }

  /** Returns how many of the task's hints the team has taken. */
  @Value.Default
  public int hintsTaken() {
    return 0;
  }

  /** Returns how many other teams solved it before this team did, or before now. */
  @Value.Default
  public int solvedBefore() {
    return 0;
  }

  /** Returns when this team first solved it, by {@link Judgement#countsAt()}. */
  public abstract Optional<Instant> solvedAt();

  /** Returns the clock of the game. */
  public abstract Optional<GameClock> clock();

  /** Checks that the history is possible. */
  @Value.Check
  void check() {
    checkState(hintsTaken() >= 0, "The number of hints must not be negative: %s", hintsTaken());
    checkState(solvedBefore() >= 0, "The number of teams must not be negative: %s", solvedBefore());
  }

  /** A builder of a history. Not thread-safe. */
  public static final class Builder extends ImmutableTaskHistory.Builder {
    Builder() {}
  }
}
