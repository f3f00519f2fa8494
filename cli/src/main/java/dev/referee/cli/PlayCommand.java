package dev.referee.cli;

import static dev.referee.cli.OpenDoorScenario.EVERYBODY;
import static dev.referee.cli.OpenDoorScenario.EVERYBODY_BY_IPV6;
import static dev.referee.testkit.SpawningFleet.cleanScript;

import dev.referee.Disclosure;
import dev.referee.Game;
import dev.referee.examples.UnicornCorp;
import dev.referee.report.Report;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.PrivateHost;
import dev.referee.testkit.SpawningFleet;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code referee play}, which plays an example game with typical mistakes of players.
 */
@Command(
    name = "play",
    mixinStandardHelpOptions = true,
    description = {
      "Plays an example game on an embedded AWS account: real AWS SDK calls over HTTP, on a"
          + " simulated clock. Needs no AWS account and no network.",
      "unicorn-corp and open-door show what a player sees after each step of one team. fleet-jam"
          + " and eks-jam show what the organisers see during a day: 72 teams with a fleet of"
          + " servers, and 6 teams with an EKS cluster. They take seconds; fleet-jam takes half a"
          + " minute."
    })
final class PlayCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "GAME",
      arity = "0..1",
      defaultValue = "unicorn-corp",
      description = "The game: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private ExampleGame game = ExampleGame.UNICORN_CORP;

  @Option(
      names = "--player",
      paramLabel = "HOW_MUCH",
      description =
          "Show the players' view with this much detail: ${COMPLETION-CANDIDATES}; default EXACT."
              + " Not for fleet-jam and eks-jam.")
  private @Nullable Disclosure player;

  @Option(
      names = "--organiser",
      description =
          "Show the organisers' view, with codes and evidence. fleet-jam and eks-jam always show"
              + " it.")
  private boolean organiser;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(Objects.requireNonNull(spec));
    switch (game) {
      case UNICORN_CORP -> withOneAccount(sandbox -> unicornCorp(sandbox, terminal, report()));
      case OPEN_DOOR -> withOneAccount(sandbox -> openDoor(sandbox, terminal, report()));
      case FLEET_JAM -> {
        requireOrganisers();
        FleetJamScript.play(terminal);
      }
      case EKS_JAM -> {
        requireOrganisers();
        EksJamScript.play(terminal);
      }
    }
    return ExitCode.PASSED;
  }

  private Report report() {
    return organiser
        ? Report.forOrganisers()
        : Report.forPlayers(player == null ? Disclosure.EXACT : player);
  }

  private static void withOneAccount(Consumer<EmbeddedSandbox> story) {
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      story.accept(sandbox);
    }
  }

  /** Refuses the option of players for a game that is shown to organisers. */
  private void requireOrganisers() {
    if (player != null) {
      throw new UsageException(
          "%s always shows the organisers' view, so --player has no effect; use it with"
                  .formatted(game)
              + " unicorn-corp or open-door");
    }
  }

  private static void unicornCorp(EmbeddedSandbox sandbox, Terminal terminal, Report report) {
    Game game = UnicornCorp.game(sandbox.clock().instant());
    ActingChecks.tell(terminal, game);
    GameConsole stage = new GameConsole(sandbox, game, terminal, report);
    UnicornScenario world = new UnicornScenario(sandbox).built();
    stage.board();
    access(stage, world.host);
    servers(stage, world.web);
    monitoring(stage, new NotificationScenario(sandbox, UnicornCorp.OPERATORS), terminal);
    stage.board();
    terminal.print("");
  }

  private static void access(GameConsole stage, PrivateHost host) {
    stage.begin(UnicornCorp.host());
    stage.step("Nothing has been touched; the instance has no role.");
    host.attachRole().later(5);
    stage.step("A role was attached that only lets the agent register.");
    host.reboot().later(5);
    stage.step(
        "The instance was rebooted and is now in the list of targets. A session is still refused.");
    host.allowSessions();
    stage.step("The role has all permissions now, but the agent has not noticed yet.");
    host.reboot().later(2);
    stage.step("The instance was rebooted again.");
  }

  private static void servers(GameConsole stage, SpawningFleet web) {
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

  private static void monitoring(
      GameConsole stage, NotificationScenario notification, Terminal terminal) {
    stage.begin(UnicornCorp.mail());
    stage.step("Nothing has been touched.");
    notification.topic().rule("StartInstances").later(4);
    stage.step("A topic with a subscription, and a rule for the call that starts an instance.");
    notification.rule("RunInstances").later(2);
    stage.step("Starting a new instance is another call: the rule matches RunInstances now.");
    notification.trail().later(3);
    stage.step("A trail was created, and it logs.");
    notification.allowEventBridge().later(1);
    stage.step("The policy of the topic allows EventBridge to publish.");
    notification.confirm().startInstance();
    stage.step("The link in the e-mail was opened, and an instance was started.");
    terminal.print("");
    terminal.print("The mailbox of %s:".formatted(UnicornCorp.OPERATORS));
    terminal.print(notification.mailbox());
  }

  private static void openDoor(EmbeddedSandbox sandbox, Terminal terminal, Report report) {
    Game game = ExampleGame.OPEN_DOOR.file().game();
    ActingChecks.tell(terminal, game);
    GameConsole stage = new GameConsole(sandbox, game, terminal, report);
    OpenDoorScenario door = new OpenDoorScenario(sandbox).built();
    stage.begin(game.tasks().get(0));
    stage.step("Nothing has been touched.");
    door.allowEverything();
    stage.step("All traffic was allowed, to see whether it helps.");
    door.close();
    stage.step("That rule was removed again, and the SSH rule, too.");
    door.allow(443, EVERYBODY);
    stage.step("HTTPS was allowed from 0.0.0.0/0.");
    door.allow(443, EVERYBODY_BY_IPV6);
    stage.step("HTTPS was allowed from ::/0 as well, for IPv6 clients.");
    terminal.print("");
  }
}
