package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code referee completion}, which prints a shell completion script. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a completion script for bash and zsh:",
      "",
      "  source <(referee completion)",
      ""
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    CommandSpec told = requireNonNull(spec);
    Terminal.of(told).print(AutoComplete.bash("referee", Main.whole(CliEnvironment.of(told))));
    return ExitCode.PASSED;
  }
}
