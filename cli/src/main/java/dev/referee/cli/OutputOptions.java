package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import dev.referee.Disclosure;
import dev.referee.JsonForm;
import dev.referee.Report;
import dev.referee.Sweep;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Are the options that say how what came of a sweep is shown. */
final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      description = "Print JSON, in the form that docs/json-form.md describes.")
  private boolean json;

  @Option(
      names = "--player",
      paramLabel = "HOW_MUCH",
      description = "Show what players see, and how much: ${COMPLETION-CANDIDATES}.")
  private @Nullable Disclosure player;

  /** Shows what came of a sweep, and returns its exit code. */
  int show(Chosen chosen, Sweep sweep) {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    for (var team : chosen.teams()) {
      terminal.print(report(terminal, sweep).text(chosen.game(), sweep, team.id()));
    }
    return ExitCode.of(sweep);
  }

  /** Shows the verdict of a sweep by one check, and returns its exit code. */
  int showVerdict(Chosen chosen, Sweep sweep) {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    terminal.print(
        json
            ? JsonForm.write(sweep)
            : report(terminal, sweep).text(sweep.judgements().get(0).parts().get(0).verdict()));
    return ExitCode.of(sweep);
  }

  private Report report(Terminal terminal, Sweep sweep) {
    Report report = player == null ? Report.forOperators() : Report.forPlayers(player);
    return report.coloured(terminal.coloured()).now(sweep.startedAt());
  }
}
