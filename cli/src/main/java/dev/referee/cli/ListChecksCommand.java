package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import dev.referee.Catalogue;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code referee list-checks}, which shows the catalogue of checks. */
@Command(
    name = "list-checks",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the checks and what each proves. With an ID it shows that check's parameters, its"
          + " findings in the order in which to fix them, other designs that it accepts, and the"
          + " IAM actions that it needs.",
      ""
    })
final class ListChecksCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "Only this check.")
  private @Nullable String id;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Catalogue catalogue = Catalogue.load();
    Terminal terminal = Terminal.of(requireNonNull(spec));
    if (json) {
      terminal.print(
          CatalogueText.json(
              id == null ? catalogue.kinds().values() : List.of(CheckCommand.kind(catalogue, id))));
    } else if (id != null) {
      terminal.print(CatalogueText.text(CheckCommand.kind(catalogue, id)));
    } else {
      terminal.print(CatalogueText.text(catalogue.kinds().values()));
    }
    return ExitCode.PASSED;
  }
}
