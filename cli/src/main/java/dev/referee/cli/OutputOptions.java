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
    if (json) {
      terminal.print(JsonForm.write(sweep));
    } else {
      Report report = player == null ? Report.forOperators() : Report.forPlayers(player);
      for (var team : chosen.teams()) {
        terminal.print(
            report
                .coloured(terminal.coloured())
                .now(sweep.startedAt())
                .text(chosen.game(), sweep, team.id()));
      }
    }
    return ExitCode.of(sweep);
  }
}
