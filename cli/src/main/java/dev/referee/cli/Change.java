package dev.referee.cli;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of one task of one team.
 *
 * @param at when it was seen
 * @param team the team's id
 * @param task the task's id
 * @param before the state before; empty if it was never judged
 * @param now the state now
 * @param reason why the points changed, or why not
 */
record Change(
    Instant at,
    String team,
    String task,
    Optional<TaskState> before,
    TaskState now,
    String reason) {

  /** Returns the same, seen at another time. */
  Change at(Instant other) {
    return new Change(other, team, task, before, now, reason);
  }

  /** Returns the difference in points; negative if the team lost some. */
  long gain() {
    return Math.subtractExact(now.points(), before.map(TaskState::points).orElse(0L));
  }
}
