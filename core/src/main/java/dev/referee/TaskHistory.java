package dev.referee;

import static com.google.common.base.Preconditions.checkState;

import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;
import org.jetbrains.annotations.ApiStatus;

/**
 * The history of one task of one team: what a scoring policy needs beyond the verdict.
 *
 * <p>Kept by who keeps the score. Immutable.
 */
@Value.Immutable
@ApiStatus.NonExtendable
public abstract class TaskHistory {
  private static final TaskHistory NOTHING = new Builder().build();

  TaskHistory() {}

  /** Returns the history of a task that was never judged, in a game without a clock. */
  public static TaskHistory nothing() {
    return NOTHING;
  }

  /** Begins a history; by default nothing went before. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns what the team has {@link Award.Points#earned earned} so far, hints not counted. */
  @Value.Default
  public Score earned() {
    return Score.ZERO;
  }

  /** Returns how many of the task's hints the team took, in their order. */
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

  /** Makes sure that it can have been. */
  @Value.Check
  void check() {
    checkState(hintsTaken() >= 0, "A team takes hints or none, not %s", hintsTaken());
    checkState(solvedBefore() >= 0, "Teams solved it before or none, not %s", solvedBefore());
  }

  /** A builder of a history. Not thread-safe. */
  public static final class Builder extends ImmutableTaskHistory.Builder {
    Builder() {}
  }
}
