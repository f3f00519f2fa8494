package dev.referee.examples;

import dev.referee.Check;
import dev.referee.RefereeListener;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;

/**
 * Writes results to one stream, and on a terminal also a line of progress, which goes away again.
 *
 * @param out where results go
 * @param err where progress goes
 * @param coloured whether a person looks at it
 */
record Terminal(PrintWriter out, PrintWriter err, boolean coloured) implements RefereeListener {

  /** Returns the one that this program was started from. */
  static Terminal of(PrintWriter out, PrintWriter err) {
    return new Terminal(out, err, CommandLine.Help.Ansi.AUTO.enabled());
  }

  void print(String text) {
    out.println(text.stripTrailing());
    out.flush();
  }

  void title(String text) {
    print("");
    print(coloured ? "\033[1m" + text + "\033[0m" : text);
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
    if (coloured) {
      err.print("\r\033[K" + text);
      err.flush();
    }
  }

  static String points(long points) {
    return String.format(Locale.ROOT, "%,d", points);
  }
}
