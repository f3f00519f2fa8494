package dev.referee.cli;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The output of the command, with results and messages in separate streams.
 *
 * @param out where results go
 * @param err where messages and progress go
 * @param coloured whether results have colours
 * @param progressing whether progress is shown
 */
record Terminal(PrintWriter out, PrintWriter err, boolean coloured, boolean progressing) {

  /** Returns the terminal of a command. */
  static Terminal of(CommandSpec spec) {
    CliEnvironment environment = CliEnvironment.of(spec);
    return new Terminal(
        spec.commandLine().getOut(),
        spec.commandLine().getErr(),
        environment.coloured(),
        environment.errIsTerminal());
  }

  void print(String text) {
    out.println(text.stripTrailing());
    out.flush();
  }

  void title(String text) {
    print("");
    print(coloured ? "\033[1m" + text + "\033[0m" : text);
  }

  /** Prints a message that is not a result. */
  void tell(String text) {
    err.println(text.stripTrailing());
    err.flush();
  }

  /** Shows progress on a terminal, in a line that the next one replaces. */
  void progress(String text) {
    if (progressing) {
      err.print("\r\033[K" + text);
      err.flush();
    }
  }

  /** Returns a counter that shows the progress each time it runs, from any thread. */
  Runnable counting(int all) {
    AtomicInteger done = new AtomicInteger();
    return () -> {
      synchronized (done) {
        int now = done.incrementAndGet();
        progress(now < all ? "%d of %d".formatted(now, all) : "");
      }
    };
  }
}
