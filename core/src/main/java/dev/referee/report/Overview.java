package dev.referee.report;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import dev.referee.Outcome;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An overview of all teams: first how often each task was solved, then a row for each team.
 *
 * @param names the names of the teams
 * @param note an explanation of the points for readers; may be empty
 */
record Overview(Page page, TeamResults results, TeamNames names, String note) {
  private static final List<Outcome> OUTCOMES =
      List.of(Outcome.PASSED, Outcome.PENDING, Outcome.FAILED, Outcome.INCONCLUSIVE);
  private static final String CLOSED = "-";

  private record TaskOutcome(String task, Outcome outcome) {}

  /**
   * Writes it.
   *
   * @param teams the teams' ids, in the order of the rows
   */
  void write(List<String> teams) {
    page.chapter("Tasks");
    tasks();
    page.chapter("Teams");
    teams(teams);
    if (results.hasPoints() && !note.isEmpty()) {
      page.line(note);
    }
  }

  private void tasks() {
    List<String> head = new ArrayList<>(List.of("", "task"));
    OUTCOMES.forEach(outcome -> head.add(mark(outcome) + " " + outcome));
    head.add(CLOSED + " LOCKED");
    Multiset<TaskOutcome> outcomes = HashMultiset.create();
    sweep()
        .judgements()
        .forEach(it -> outcomes.add(new TaskOutcome(it.taskId(), it.verdict().outcome())));
    Multiset<String> closed = HashMultiset.create();
    sweep().closed().forEach(it -> closed.add(it.taskId()));
    List<List<String>> rows = new ArrayList<>();
    for (Task task : results.game().tasks()) {
      List<String> row = new ArrayList<>(List.of(column(task), task.title()));
      OUTCOMES.forEach(
          outcome -> row.add(number(outcomes.count(new TaskOutcome(task.id(), outcome)))));
      row.add(number(closed.count(task.id())));
      rows.add(row);
    }
    page.table(0, head, rows);
  }

  private Sweep sweep() {
    return results.sweep();
  }

  private static String number(long count) {
    return count == 0 ? "" : Text.number(count);
  }

  private void teams(List<String> teams) {
    List<Page.Cell> head = new ArrayList<>();
    if (results.hasPoints()) {
      head.add(Page.Cell.of("rank"));
    }
    head.add(Page.Cell.of("team"));
    head.add(Page.Cell.of(results.hasPoints() ? "points" : "progress"));
    head.add(Page.Cell.of("passed"));
    for (Task task : results.game().tasks()) {
      head.add(new Page.Cell(column(task), task.title(), ""));
    }
    List<List<Page.Cell>> rows = new ArrayList<>();
    for (int i = 0; i < teams.size(); i++) {
      rows.add(row(teams.get(i), Anchors.team(i)));
    }
    page.teams(head, rows, results.hasPoints() ? 1 : 0);
  }

  private List<Page.Cell> row(String team, String anchor) {
    List<Page.Cell> row = new ArrayList<>();
    if (results.hasPoints()) {
      row.add(Page.Cell.of(results.rank(team)));
    }
    row.add(new Page.Cell(names.name(team), "", anchor));
    row.add(Page.Cell.of(results.amount(team)));
    row.add(Page.Cell.of(results.passed(team)));
    for (int i = 0; i < results.game().tasks().size(); i++) {
      row.add(mark(team, results.game().tasks().get(i), Anchors.task(anchor, i)));
    }
    return row;
  }

  private Page.Cell mark(String team, Task task, String anchor) {
    Optional<Outcome> outcome =
        sweep().judgement(team, task.id()).map(judgement -> judgement.verdict().outcome());
    return outcome
        .map(it -> new Page.Cell(mark(it), "%s: %s".formatted(task.title(), it), anchor))
        .orElseGet(
            () ->
                sweep()
                    .closed(team, task.id())
                    .map(it -> new Page.Cell(CLOSED, task.title() + ": LOCKED", ""))
                    .orElse(Page.Cell.of("")));
  }

  private String mark(Outcome outcome) {
    return page.look().mark(TextStyle.state(outcome));
  }

  private String column(Task task) {
    return String.valueOf(results.game().tasks().indexOf(task) + 1);
  }
}
