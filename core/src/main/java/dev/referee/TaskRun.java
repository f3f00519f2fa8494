package dev.referee;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.Comparator;

/** Is one task of one team in one sweep. */
final class TaskRun {
  private final Team team;
  private final Task task;
  private final ImmutableList<CheckRun> checks;

  TaskRun(SweepRun sweep, Team team, Task task) {
    this.team = team;
    this.task = task;
    this.checks =
        task.checks().stream()
            .map(weighted -> new CheckRun(sweep, this, weighted))
            .collect(toImmutableList());
  }

  Team team() {
    return team;
  }

  Task task() {
    return task;
  }

  ImmutableList<CheckRun> checks() {
    return checks;
  }

  boolean isDone() {
    return checks.stream().allMatch(CheckRun::isDone);
  }

  /** Returns what came of it, once it is done. */
  Judgement judgement() {
    Instant completedAt =
        checks.stream().map(CheckRun::endedAt).max(Comparator.naturalOrder()).orElseThrow();
    return new Judgement(
        team.id(),
        task.id(),
        checks.stream().map(CheckRun::part).collect(toImmutableList()),
        completedAt);
  }
}
