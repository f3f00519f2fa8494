package dev.referee.cli;

import com.google.common.base.Ascii;
import dev.referee.Check;
import dev.referee.Game;
import dev.referee.RefereeListener;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.Verdict;
import dev.referee.internal.Text;
import java.time.Duration;
import java.util.List;

/**
 * The progress bar of a sweep, in one line of the terminal that is removed when the sweep ends. A
 * check that waits for another task may never run; then the line disappears early.
 */
final class ProgressBar implements RefereeListener {
  private static final int BAR = 24;
  private static final int NAME = 48;

  private final Terminal terminal;
  private int total;
  private int done;

  private ProgressBar(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Returns a bar on a terminal, and otherwise a listener that shows nothing. */
  static RefereeListener on(Terminal terminal) {
    return terminal.progressing() ? new ProgressBar(terminal) : new RefereeListener() {};
  }

  @Override
  public void sweepStarted(Game game, List<Team> teams) {
    done = 0;
    total = teams.size() * game.tasks().stream().mapToInt(task -> task.checks().size()).sum();
  }

  @Override
  public void checkStarted(Team team, Task task, Check check) {
    show(team, task);
  }

  @Override
  public void checkFinished(Team team, Task task, Check check, Verdict verdict, Duration took) {
    done++;
    show(team, task);
  }

  @Override
  public void sweepFinished(Sweep sweep) {
    terminal.progress("");
  }

  private void show(Team team, Task task) {
    int full = total == 0 ? 0 : BAR * done / total;
    String name = Text.harmless(team.name() + ": " + task.title());
    terminal.progress(
        "[%s%s] %d/%d  %s"
            .formatted(
                "#".repeat(full),
                "-".repeat(BAR - full),
                done,
                total,
                Ascii.truncate(name, NAME, "...")));
  }
}
