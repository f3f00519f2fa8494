package dev.referee.cli;

import java.time.Instant;
import java.util.Optional;

/**
 * A change of one task of one team.
 *
 * @param at when it was seen
 * @param team the team's id
 * @param task the task's id
 * @param before how it stood; empty when it was never judged
 * @param now how it stands
 * @param reason why points moved, or why not
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

  /** Returns how many points the team has more; less than nothing when it lost some. */
  long gain() {
    return Math.subtractExact(now.points(), before.map(TaskState::points).orElse(0L));
  }
}
