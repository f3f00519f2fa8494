package dev.referee.cli;

import dev.referee.Check;
import dev.referee.RefereeListener;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Writes results to one stream, and on a terminal also a line of progress to the other, which goes
 * away again.
 *
 * @param out where results go
 * @param err where messages and progress go
 * @param coloured whether results have colours
 * @param progressing whether somebody looks at the progress
 */
record Terminal(PrintWriter out, PrintWriter err, boolean coloured, boolean progressing)
    implements RefereeListener {

  /** Returns the one that a command writes to. */
  static Terminal of(CommandSpec spec) {
    Surroundings surroundings = Surroundings.of(spec);
    return new Terminal(
        spec.commandLine().getOut(),
        spec.commandLine().getErr(),
        surroundings.coloured(),
        surroundings.errIsTerminal());
  }

  void print(String text) {
    out.println(text.stripTrailing());
    out.flush();
  }

  void title(String text) {
    print("");
    print(coloured ? "\033[1m" + text + "\033[0m" : text);
  }

  /** Says something that is no result. */
  void tell(String text) {
    err.println(text.stripTrailing());
    err.flush();
  }

  @Override
  public void checkStarted(Team team, Task task, Check check) {
    progress("judging %s: %s".formatted(team.name(), task.title()));
  }

  @Override
  public void sweepFinished(Sweep sweep) {
    progress("");
  }

  private void progress(String text) {
    if (progressing) {
      err.print("\r\033[K" + text);
      err.flush();
    }
  }

  static String points(long points) {
    return String.format(Locale.ROOT, "%,d", points);
  }
}
