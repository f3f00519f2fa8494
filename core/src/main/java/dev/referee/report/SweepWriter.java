package dev.referee.report;

import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Sweep;
import dev.referee.Task;
import java.util.List;

/**
 * A writer of the result of a sweep: an overview if there are several teams, then each team with
 * its tasks.
 *
 * @param note an explanation of the points for readers; may be empty
 */
record SweepWriter(
    Page page, VerdictWriter verdicts, TeamResults results, TeamNames names, String note) {

  /**
   * Writes it.
   *
   * @param teams the teams' ids, in their order
   */
  void write(List<String> teams) {
    Game game = results.game();
    Sweep sweep = results.sweep();
    boolean several = teams.size() > 1;
    page.heading(Page.Level.GAME, game.title());
    page.line(
        (sweep.complete() ? "" : "Not everything was judged. ")
            + "Observed at "
            + page.look().exactly(sweep.startedAt())
            + page.look().relative(sweep.startedAt()));
    if (several) {
      page.numbers(results.numbers(teams.size(), page.look()));
      new Overview(page, results, names, note).write(teams);
      page.chapter("Results by team");
    }
    for (int i = 0; i < teams.size(); i++) {
      String team = teams.get(i);
      String anchor = Anchors.team(i);
      page.team(names.heading(team), results.line(team), anchor, several, () -> team(team, anchor));
    }
  }

  private void team(String team, String anchor) {
    List<Task> tasks = results.game().tasks();
    TaskTable.write(page, verdicts.audience(), results.game(), results.sweep(), team, anchor);
    for (Judgement judgement : results.sweep().judgements()) {
      if (judgement.teamId().equals(team)) {
        Task task = results.game().task(judgement.taskId());
        verdicts.write(page, task, judgement, Anchors.task(anchor, tasks.indexOf(task)));
      }
    }
  }
}
