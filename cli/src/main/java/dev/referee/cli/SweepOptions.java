package dev.referee.cli;

import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.aws.Recorder;
import dev.referee.aws.Tape;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of a sweep. */
final class SweepOptions {
  @Option(
      names = "--record",
      paramLabel = "TAPE",
      description =
          "Record AWS's responses in this file, e.g. tape.jsonl.gz; 'referee replay' judges them"
              + " again without a network. Protect it as you protect the accounts.")
  private @Nullable Path tape;

  private int code = ExitCode.PASSED;

  /**
   * Runs a sweep, with a progress bar on a terminal.
   *
   * @param recording returns the notes for a tape
   */
  Sweep run(CommandSpec spec, Selection selection, Supplier<Recording> recording) {
    Terminal terminal = Terminal.of(spec);
    ActingChecks.tell(terminal, selection.game());
    Referee referee = CliEnvironment.of(spec).referee().listener(LongSweep.on(spec)).build();
    if (tape == null) {
      return referee.sweep(selection.game(), selection.teams());
    }
    Recorder recorder = record(tape);
    Sweep sweep;
    try {
      Selection recorded = recording.get().on(recorder);
      sweep = referee.sweep(recorded.game(), recorded.teams());
    } finally {
      close(recorder, terminal);
    }
    return sweep;
  }

  private static Recorder record(Path tape) {
    try {
      return Tape.record(tape);
    } catch (UncheckedIOException e) {
      throw new UsageException(e.getMessage() + "; nothing was judged.");
    }
  }

  /** Returns the exit code of the tape. */
  int code() {
    return code;
  }

  /** An incomplete tape does not affect the sweep. */
  private void close(Recorder recorder, Terminal terminal) {
    try {
      recorder.close();
    } catch (UncheckedIOException e) {
      terminal.tell(
          "%s: %s"
              .formatted(
                  e.getMessage(), e.getCause() == null ? "" : FileErrors.words(e.getCause())));
      code = ExitCode.CANNOT_WRITE;
    }
  }
}
