package dev.referee;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The execution of one task for one team in one sweep. */
final class TaskRun {
  private final Team team;
  private final Task task;
  private final ImmutableList<CheckRun> checks;
  private int left; // only by the sweeping thread

  TaskRun(SweepRun sweep, Team team, Task task) {
    this.team = team;
    this.task = task;
    List<Task.Weighted> weighted = task.checks();
    List<String> names = Ids.distinct(Lists.transform(weighted, Task.Weighted::check));
    ImmutableList.Builder<CheckRun> runs = ImmutableList.builder();
    for (int i = 0; i < weighted.size(); i++) {
      runs.add(new CheckRun(sweep, this, weighted.get(i), names.get(i)));
    }
    this.checks = runs.build();
    this.left = checks.size();
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

  /** Records that one more check is concluded, and returns whether it was the last. */
  boolean wasLast() {
    left--;
    return left == 0;
  }

  /** Returns the result, once it is done. */
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
