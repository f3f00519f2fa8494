package dev.referee.cli;

import dev.referee.Award;
import dev.referee.Game;
import dev.referee.GameClock;
import dev.referee.Judgement;
import dev.referee.Referee;
import dev.referee.Score;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.TaskHistory;
import dev.referee.Team;
import dev.referee.internal.Text;
import dev.referee.report.Report;
import dev.referee.testkit.EmbeddedSandbox;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** A display of a game of one team, step by step. */
final class GameConsole {
  static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private final EmbeddedSandbox sandbox;
  private final Game game;
  private final Terminal terminal;
  private final Report report;
  private final Team team;
  private final Referee referee;
  private Optional<Task> task = Optional.empty();
  private TaskHistory history;

  GameConsole(EmbeddedSandbox sandbox, Game game, Terminal terminal, Report report) {
    this.sandbox = sandbox;
    this.game = game;
    this.terminal = terminal;
    this.report = report;
    this.team = Team.of("team-rainbow", sandbox.account());
    this.referee =
        Referee.builder().clock(sandbox.clock()).listener(ProgressBar.on(terminal)).build();
    this.history = TaskHistory.builder().clock(game.clock()).build();
    terminal.title(game.title());
    game.clock().ifPresent(clock -> terminal.print(clock.toString()));
    terminal.print("");
    terminal.print("The organisers build the account ...");
  }

  /** Shows the state of the team in all tasks. */
  void board() {
    Sweep sweep = referee.sweep(game, List.of(team));
    terminal.print("");
    terminal.print(report().board(game, sweep, team.id()));
  }

  /** Shows the title of a task. */
  void begin(Task next) {
    task = Optional.of(next);
    history = TaskHistory.builder().clock(game.clock()).build();
    terminal.title("%s, %s points".formatted(next.title(), Text.number(next.points().points())));
    terminal.print(next.text());
  }

  /** Shows the result of the task after an action. */
  void step(String what) {
    Task shown = task.orElseThrow();
    Instant now = sandbox.clock().instant();
    terminal.title("%s  %s".formatted(HOUR.format(now), what));
    Sweep sweep = referee.sweep(game, List.of(team));
    Judgement judgement = sweep.judgement(team.id(), shown.id()).orElseThrow();
    if (shown.award(judgement, history) instanceof Award.Points award) {
      history = TaskHistory.builder().clock(game.clock()).earned(award.earned()).build();
    }
    terminal.print("");
    terminal.print(report().text(shown, judgement));
    terminal.print(standing(shown, judgement, now));
  }

  private String standing(Task shown, Judgement judgement, Instant now) {
    Score score = shown.total(history);
    return "  %s of %s points%s%s"
        .formatted(
            Text.number(score.points()),
            Text.number(shown.points().points()),
            judgement
                .verdict()
                .fixedAt()
                .map(at -> ", fixed at " + at + " by AWS's own times")
                .orElse(""),
            game.clock().map(clock -> "; " + left(clock, now)).orElse(""));
  }

  private static String left(GameClock clock, Instant now) {
    Duration left = clock.timeLeft(now);
    return "%d h %02d min left".formatted(left.toHours(), left.toMinutesPart());
  }

  private Report report() {
    return report.coloured(terminal.coloured()).now(sandbox.clock().instant());
  }
}
