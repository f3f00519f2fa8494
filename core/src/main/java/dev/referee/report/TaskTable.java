package dev.referee.report;

import com.google.common.base.Joiner;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Module;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Verdict;
import dev.referee.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A table with a row for each task of a team, its result and whether it is unlocked. */
final class TaskTable {
  private static final List<String> HEAD =
      List.of("", "task", "area", "level", "points", "outcome", "done", "");

  private TaskTable() {}

  static String level(Task task) {
    return task.difficulty().name().toLowerCase(Locale.ROOT);
  }

  /**
   * Writes it.
   *
   * @param anchor the anchor of the team on the page
   */
  static void write(
      Page page, Audience audience, Game game, Sweep sweep, String team, String anchor) {
    List<List<Page.Cell>> table = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (Module module : game.modules()) {
      table.add(List.of(Page.Cell.of(module.title())));
      for (Task task : module.tasks()) {
        Optional<Judgement> judgement = sweep.judgement(team, task.id());
        table.add(
            judgement
                .map(
                    judged ->
                        judged(
                            page.look(),
                            audience,
                            task,
                            judged,
                            Anchors.task(anchor, game.tasks().indexOf(task))))
                .orElseGet(() -> closed(game, sweep, team, task)));
        if (judgement.isPresent() && !judgement.get().verdict().isPassed()) {
          open.add(task.title());
        }
      }
    }
    page.cells(0, HEAD, table);
    page.line("Unlocked and not solved: " + (open.isEmpty() ? "none" : Joiner.on(", ").join(open)));
  }

  private static List<Page.Cell> judged(
      TextStyle look, Audience audience, Task task, Judgement judged, String anchor) {
    Verdict verdict = judged.verdict();
    return row(
        look.mark(TextStyle.state(verdict.outcome())),
        task,
        anchor,
        verdict.outcome().toString(),
        judged.progress().percent() + " %",
        audience.limited(task.disclosure()).note(look, verdict));
  }

  private static List<Page.Cell> closed(Game game, Sweep sweep, String team, Task task) {
    return sweep
        .closed(team, task.id())
        .map(
            closed ->
                row("-", task, "", "LOCKED", "", "waits for " + titles(game, closed.waitsFor())))
        .orElseGet(() -> row("-", task, "", "NOT JUDGED", "", ""));
  }

  private static List<Page.Cell> row(
      String mark, Task task, String anchor, String outcome, String done, String note) {
    String points = Text.number(task.points().points());
    return List.of(
        Page.Cell.of(mark),
        new Page.Cell(task.title(), "", anchor),
        Page.Cell.of(task.area().orElse("")),
        Page.Cell.of(level(task)),
        Page.Cell.of(points),
        Page.Cell.of(outcome),
        Page.Cell.of(done),
        Page.Cell.of(note));
  }

  /** Returns the titles of tasks and modules, in the order of the game. */
  private static String titles(Game game, Set<String> ids) {
    List<String> titles = new ArrayList<>();
    for (Module module : game.modules()) {
      if (ids.contains(module.id())) {
        titles.add(module.title());
      }
      module.tasks().stream()
          .filter(task -> ids.contains(task.id()))
          .forEach(task -> titles.add(task.title()));
    }
    return String.join(", ", titles);
  }
}
