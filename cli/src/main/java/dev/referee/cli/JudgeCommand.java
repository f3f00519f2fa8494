package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import dev.referee.Sweep;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Judges a game file once. */
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    description =
        "Judges the teams of a game file by all tasks that are open to them. It only reads.")
final class JudgeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private GameOptions game = new GameOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    CommandSpec told = requireNonNull(spec);
    Chosen chosen = game.readWithTeams();
    Sweep sweep =
        Surroundings.of(told)
            .referee()
            .listener(Terminal.of(told))
            .build()
            .sweep(chosen.game(), chosen.teams());
    return output.show(chosen, sweep);
  }
}
