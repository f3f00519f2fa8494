package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import dev.referee.gamefile.GameFileSchema;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code referee schema}, which prints the JSON Schema of game files. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the JSON Schema (2020-12) of game files, with every check and its parameters. Save it"
          + " as game.schema.json and point editors to it in the first line of a game file:",
      "",
      "  # yaml-language-server: $$schema=game.schema.json",
      ""
    })
final class SchemaCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal.of(requireNonNull(spec)).print(GameFileSchema.json());
    return ExitCode.PASSED;
  }
}
