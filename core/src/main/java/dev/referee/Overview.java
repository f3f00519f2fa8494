package dev.referee;

import com.google.common.collect.ImmutableMap;
import dev.referee.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows all teams at a glance: first how often each task was solved, then a row for each team. */
final class Overview {
  private static final List<Outcome> OUTCOMES =
      List.of(Outcome.PASSED, Outcome.PENDING, Outcome.FAILED, Outcome.INCONCLUSIVE);
  private static final String CLOSED = "-";

  private final Page page;
  private final List<Task> tasks;
  private final Sweep sweep;

  Overview(Page page, Game game, Sweep sweep) {
    this.page = page;
    this.tasks = game.tasks();
    this.sweep = sweep;
  }

  /**
   * Writes it.
   *
   * @param teams the teams' ids, and what they are called
   */
  void write(ImmutableMap<String, String> teams) {
    tasks();
    page.blank();
    teams(teams);
  }

  private void tasks() {
    List<String> head = new ArrayList<>(List.of("", "task"));
    OUTCOMES.forEach(outcome -> head.add(mark(outcome) + " " + outcome));
    head.add(CLOSED + " LOCKED");
    List<List<String>> rows = new ArrayList<>();
    for (Task task : tasks) {
      List<String> row = new ArrayList<>(List.of(column(task), task.title()));
      OUTCOMES.forEach(outcome -> row.add(count(task, outcome)));
      row.add(number(sweep.closed().stream().filter(it -> it.task().equals(task.id())).count()));
      rows.add(row);
    }
    page.table(0, head, rows);
  }

  private String count(Task task, Outcome outcome) {
    return number(
        sweep.judgements().stream()
            .filter(it -> it.task().equals(task.id()) && it.verdict().outcome() == outcome)
            .count());
  }

  private static String number(long count) {
    return count == 0 ? "" : Text.number(count);
  }

  private void teams(ImmutableMap<String, String> teams) {
    List<String> head = new ArrayList<>(List.of("team"));
    tasks.forEach(task -> head.add(column(task)));
    head.add("passed");
    List<List<String>> rows = new ArrayList<>();
    teams.forEach((team, name) -> rows.add(row(team, name)));
    page.teams(head, rows);
  }

  private List<String> row(String team, String name) {
    List<String> row = new ArrayList<>(List.of(name));
    int passed = 0;
    for (Task task : tasks) {
      Optional<Outcome> outcome =
          sweep.judgement(team, task.id()).map(judgement -> judgement.verdict().outcome());
      passed += outcome.filter(Outcome.PASSED::equals).isPresent() ? 1 : 0;
      row.add(
          outcome
              .map(this::mark)
              .orElseGet(() -> sweep.closed(team, task.id()).map(it -> CLOSED).orElse("")));
    }
    row.add("%s of %s".formatted(passed, tasks.size()));
    return row;
  }

  private String mark(Outcome outcome) {
    return page.look().mark(Look.state(outcome));
  }

  private String column(Task task) {
    return String.valueOf(tasks.indexOf(task) + 1);
  }
}
