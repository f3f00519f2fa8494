package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import dev.referee.GameClock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code referee judge}, which judges a game file once. */
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    description =
        "Judges the unlocked tasks of all teams of a game file. The checks only read, except for"
            + " those that are named before judging begins, with what they do.")
final class JudgeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private GameOptions game = new GameOptions();
  @Mixin private SweepOptions sweep = new SweepOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    CommandSpec told = requireNonNull(spec);
    Selection selection = game.readWithTeams();
    output.require(selection);
    selection.game().clock().ifPresent(clock -> remind(told, clock));
    int shown = output.show(selection, sweep.run(told, selection, () -> game.recording(selection)));
    return ExitCode.worst(List.of(shown, sweep.code()));
  }

  private static void remind(CommandSpec told, GameClock clock) {
    GameClock.Phase phase = clock.phase(CliEnvironment.of(told).clock().instant());
    if (phase == GameClock.Phase.BEFORE) {
      Terminal.of(told).tell("The game has not begun; results do not count yet: " + clock);
    } else if (phase == GameClock.Phase.ENDED) {
      Terminal.of(told).tell("The game is over: " + clock);
    }
  }
}
