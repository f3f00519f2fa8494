package dev.referee.cli;

import static dev.referee.cli.OpenDoor.EVERYBODY;
import static dev.referee.cli.OpenDoor.EVERYBODY_BY_IPV6;
import static dev.referee.testkit.SpawningFleet.cleanScript;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Resources;
import dev.referee.Disclosure;
import dev.referee.Game;
import dev.referee.Report;
import dev.referee.examples.UnicornCorp;
import dev.referee.gamefile.GameFile;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.PrivateHost;
import dev.referee.testkit.SpawningFleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays an example game, with the mistakes that players really make. */
@Command(
    name = "play",
    mixinStandardHelpOptions = true,
    description = {
      "Plays an example game on an AWS account that lives in this program: real AWS SDK calls over"
          + " HTTP, on a clock that is moved by hand. Needs no AWS account and no network, and"
          + " takes seconds.",
      "After each step it shows what a player would see."
    })
final class PlayCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "GAME",
      arity = "0..1",
      defaultValue = "unicorn-corp",
      description = "Which game: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}.")
  private ExampleGame game = ExampleGame.UNICORN_CORP;

  @Option(
      names = "--disclosure",
      paramLabel = "HOW_MUCH",
      defaultValue = "EXACT",
      description = "How much players are shown: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}.")
  private Disclosure disclosure = Disclosure.EXACT;

  @Option(
      names = "--operator",
      description = "Show what the organisers see, with codes and evidence.")
  private boolean operator;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(Objects.requireNonNull(spec));
    Report report = operator ? Report.forOperators() : Report.forPlayers(disclosure);
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      switch (game) {
        case UNICORN_CORP -> unicornCorp(sandbox, terminal, report);
        case OPEN_DOOR -> openDoor(sandbox, terminal, report);
      }
    }
    return ExitCode.PASSED;
  }

  private static void unicornCorp(EmbeddedSandbox sandbox, Terminal terminal, Report report) {
    Stage stage = new Stage(sandbox, UnicornCorp.game(sandbox.clock().instant()), terminal, report);
    UnicornWorld world = new UnicornWorld(sandbox).built();
    stage.board();
    access(stage, world.host);
    servers(stage, world.web);
    stage.board();
    terminal.print("");
  }

  private static void access(Stage stage, PrivateHost host) {
    stage.begin(UnicornCorp.host());
    stage.step("Nothing has been touched; the instance has no role.");
    host.attachRole().later(5);
    stage.step("A role was attached, by which the agent may register and no more.");
    host.reboot().later(5);
    stage.step("Rebooted: the instance is in the list of targets. A session is still refused.");
    host.allowSessions();
    stage.step("The role may do all now; the agent has not looked yet.");
    host.reboot().later(2);
    stage.step("Rebooted again.");
  }

  private static void servers(Stage stage, SpawningFleet web) {
    stage.begin(UnicornCorp.web());
    stage.step("Nothing has been touched; five strange instances run.");
    web.terminateStrange().later(3);
    stage.step("All five strange instances were terminated. Three minutes later they are back.");
    web.version(cleanScript());
    stage.step("A new version of the launch template, without the script.");
    web.pointTo("2").terminateStrange().later(3);
    stage.step("The group launches version 2; the strange instances were terminated again.");
    web.refresh().later(1);
    stage.step("An instance refresh was started a minute ago.");
    web.later(11).terminateStrange().later(2);
    stage.step("The refresh is done; the strange instances were terminated for the last time.");
    web.later(4);
    stage.step("Nothing was done for four minutes, and nothing came back.");
  }

  private static void openDoor(EmbeddedSandbox sandbox, Terminal terminal, Report report) {
    Game game = game("jam.yaml");
    Stage stage = new Stage(sandbox, game, terminal, report);
    OpenDoor door = new OpenDoor(sandbox).built();
    stage.begin(game.tasks().get(0));
    stage.step("Nothing has been touched.");
    door.allowEverything();
    stage.step("Everything was allowed, to see whether it helps.");
    door.close();
    stage.step("That was taken back, and SSH with it.");
    door.allow(443, EVERYBODY);
    stage.step("HTTPS was allowed from 0.0.0.0/0.");
    door.allow(443, EVERYBODY_BY_IPV6);
    stage.step("And from ::/0, for those who come by IPv6.");
    terminal.print("");
  }

  private static Game game(String file) {
    try {
      return GameFile.read(
              file,
              Resources.toString(Resources.getResource(UnicornCorp.class, "games/" + file), UTF_8))
          .game();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
