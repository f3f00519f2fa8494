package dev.referee.cli;

import static dev.referee.testkit.SpawningFleet.cleanScript;

import dev.referee.Award;
import dev.referee.Disclosure;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Referee;
import dev.referee.Report;
import dev.referee.Score;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.TaskHistory;
import dev.referee.Team;
import dev.referee.examples.UnicornCorp;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.PrivateHost;
import dev.referee.testkit.SpawningFleet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays the example game, with the mistakes that its players really made. */
@Command(
    name = "play",
    mixinStandardHelpOptions = true,
    description = {
      "Plays the Unicorn Corp GameDay on an AWS account that lives in this program: real AWS SDK"
          + " calls over HTTP, on a clock that is moved by hand. Needs no AWS account and no"
          + " network, and takes seconds.",
      "After each step it shows what a player would see."
    })
final class PlayCommand implements Callable<Integer> {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

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
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      new Play(sandbox, Terminal.of(Objects.requireNonNull(spec))).run();
    }
    return 0;
  }

  private final class Play {
    private final EmbeddedSandbox sandbox;
    private final Terminal terminal;
    private final PrivateHost host;
    private final SpawningFleet web;
    private final Team team;
    private final Referee referee;
    private final Game game;
    private Task task = UnicornCorp.host();
    private TaskHistory history;

    Play(EmbeddedSandbox sandbox, Terminal terminal) {
      this.sandbox = sandbox;
      this.terminal = terminal;
      this.host = new PrivateHost(sandbox, UnicornCorp.HOST);
      this.web = new SpawningFleet(sandbox, UnicornCorp.WEB, UnicornCorp.strange(UnicornCorp.WEB));
      this.team = Team.of("team-rainbow", sandbox.account());
      this.referee =
          Referee.builder().clock(sandbox.clock()).listener(ProgressBar.on(terminal)).build();
      this.game = UnicornCorp.game(sandbox.clock().instant());
      this.history = TaskHistory.builder().clock(game.clock()).build();
    }

    void run() {
      terminal.title(game.title());
      terminal.print(game.clock().orElseThrow().toString());
      terminal.print("");
      terminal.print("The organisers build the account ...");
      host.built();
      web.built();
      new SpawningFleet(sandbox, UnicornCorp.BATCH, UnicornCorp.strange(UnicornCorp.BATCH))
          .built("$Default");
      board();
      access();
      servers();
      board();
      terminal.print("");
    }

    private void board() {
      Sweep sweep = referee.sweep(game, List.of(team));
      terminal.print("");
      terminal.print(report().board(game, sweep, team.id()));
    }

    private void access() {
      begin(UnicornCorp.host());
      step("Nothing has been touched; the instance has no role.");
      host.attachRole().later(5);
      step("A role was attached, by which the agent may register and no more.");
      host.reboot().later(5);
      step("Rebooted: the instance is in the list of targets. A session is still refused.");
      host.allowSessions();
      step("The role may do all now; the agent has not looked yet.");
      host.reboot().later(2);
      step("Rebooted again.");
    }

    private void servers() {
      begin(UnicornCorp.web());
      step("Nothing has been touched; five strange instances run.");
      web.terminateStrange().later(3);
      step("All five strange instances were terminated. Three minutes later they are back.");
      web.version(cleanScript());
      step("A new version of the launch template, without the script.");
      web.pointTo("2").terminateStrange().later(3);
      step("The group launches version 2; the strange instances were terminated again.");
      web.refresh().later(1);
      step("An instance refresh was started a minute ago.");
      web.later(11).terminateStrange().later(2);
      step("The refresh is done; the strange instances were terminated for the last time.");
      web.later(4);
      step("Nothing was done for four minutes, and nothing came back.");
    }

    private void begin(Task next) {
      task = next;
      history = TaskHistory.builder().clock(game.clock()).build();
      terminal.title(
          "%s, %s points".formatted(task.title(), Terminal.points(task.points().points())));
      terminal.print(task.text());
    }

    private void step(String what) {
      Instant now = sandbox.clock().instant();
      terminal.title("%s  %s".formatted(HOUR.format(now), what));
      Sweep sweep = referee.sweep(game, List.of(team));
      Judgement judgement = sweep.judgement(team.id(), task.id()).orElseThrow();
      if (task.award(judgement, history) instanceof Award.Points award) {
        history = TaskHistory.builder().clock(game.clock()).earned(award.earned()).build();
      }
      terminal.print("");
      terminal.print(report().text(task, judgement));
      terminal.print(standing(task.stands(history), judgement, now));
    }

    private String standing(Score score, Judgement judgement, Instant now) {
      Duration left = game.clock().orElseThrow().timeLeft(now);
      return "  %s of %s points%s; %d h %02d min left"
          .formatted(
              Terminal.points(score.points()),
              Terminal.points(task.points().points()),
              judgement
                  .verdict()
                  .fixedAt()
                  .map(at -> ", fixed at " + at + " by AWS's own times")
                  .orElse(""),
              left.toHours(),
              left.toMinutesPart());
    }

    private Report report() {
      Report report = operator ? Report.forOperators() : Report.forPlayers(disclosure);
      return report.coloured(terminal.coloured()).now(sandbox.clock().instant());
    }
  }
}
