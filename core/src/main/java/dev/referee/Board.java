package dev.referee;

import com.google.common.base.Joiner;
import dev.referee.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Shows all tasks of a team, a row each, and which of them are unlocked and not solved. */
final class Board {
  private static final List<String> HEAD =
      List.of("", "task", "area", "level", "points", "outcome", "done", "");

  private Board() {}

  static String level(Task task) {
    return task.difficulty().name().toLowerCase(Locale.ROOT);
  }

  static void write(
      Page page, Audience audience, Game game, Sweep sweep, String team, String name) {
    List<List<String>> table = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (Module module : game.modules()) {
      table.add(List.of(module.title()));
      for (Task task : module.tasks()) {
        Optional<Judgement> judgement = sweep.judgement(team, task.id());
        table.add(
            judgement
                .map(judged -> judged(page.look(), audience, task, judged))
                .orElseGet(() -> closed(game, sweep, team, task)));
        if (judgement.isPresent() && !judgement.get().verdict().isPassed()) {
          open.add(task.title());
        }
      }
    }
    page.heading(Page.Level.TEAM, name);
    page.table(0, HEAD, table);
    page.line("Unlocked and not solved: " + (open.isEmpty() ? "none" : Joiner.on(", ").join(open)));
  }

  private static List<String> judged(Look look, Audience audience, Task task, Judgement judged) {
    Verdict verdict = judged.verdict();
    return row(
        look.mark(Look.state(verdict.outcome())),
        task,
        verdict.outcome().toString(),
        judged.progress().percent() + " %",
        audience.limited(task.disclosure()).note(look, verdict));
  }

  private static List<String> closed(Game game, Sweep sweep, String team, Task task) {
    return sweep
        .closed(team, task.id())
        .map(closed -> row("-", task, "LOCKED", "", "waits for " + titles(game, closed.waitsFor())))
        .orElseGet(() -> row("-", task, "NOT JUDGED", "", ""));
  }

  private static List<String> row(
      String mark, Task task, String outcome, String done, String note) {
    String points = Text.number(task.points().points());
    String area = task.area().orElse("");
    return List.of(mark, task.title(), area, level(task), points, outcome, done, note);
  }

  /** Names tasks and modules as people know them, in the order of the game. */
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
