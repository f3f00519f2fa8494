package dev.referee;

import org.immutables.value.Value;

/** Is what went before, for one task of one team. */
@Value.Immutable
public abstract class TaskHistory {
  TaskHistory() {}

  /** Returns what the task stands at. */
  @Value.Default
  public Score stands() {
    return Score.ZERO;
  }

  /** Builds a history. Not thread-safe. */
  public static final class Builder extends ImmutableTaskHistory.Builder {
    Builder() {}
  }
}
