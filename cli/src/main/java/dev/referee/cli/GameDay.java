package dev.referee.cli;

import static java.util.stream.Collectors.groupingBy;

import dev.referee.Finding;
import dev.referee.GameClock;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.internal.Durations;
import dev.referee.internal.Text;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** A game of many teams as its organisers see it. It shows shortened reports of a watch. */
final class GameDay {
  private static final int WIDTH = 100;

  private final Selection chosen;
  private final Clock clock;
  private final Terminal terminal;
  private final Referee referee;
  private final List<Change> changes = new ArrayList<>();
  private final Calls calls = new Calls();
  private final Scoreboard standings;
  private final Optional<PointsChart> chart;
  private Optional<Sweep> last = Optional.empty();
  private List<Scoreboard.Row> publicBoard = List.of();

  /** A counter of the calls to AWS; not thread-safe. */
  private static final class Calls {
    private long sweeps;
    private long all;
    private long most;

    void count(Map<String, Long> before, Map<String, Long> after) {
      sweeps++;
      after.forEach(
          (team, sum) -> {
            long more = sum - before.getOrDefault(team, 0L);
            all += more;
            most = Math.max(most, more);
          });
    }
  }

  GameDay(Selection chosen, Clock clock, Executor threads, Terminal terminal) {
    this.chosen = chosen;
    this.clock = clock;
    this.terminal = terminal;
    this.referee =
        Referee.builder().clock(clock).executor(threads).listener(ProgressBar.on(terminal)).build();
    this.standings = new Scoreboard(chosen.game());
    this.chart = chosen.game().clock().map(PointsChart::new);
  }

  /** Shows the title of the game and its times. */
  void title() {
    terminal.title(chosen.game().title());
    chosen.game().clock().ifPresent(game -> terminal.print(lines(game.toString(), "")));
    terminal.print("");
  }

  /** Shows the heading of a moment. */
  void moment(String what) {
    Instant now = clock.instant();
    terminal.title(
        GameConsole.HOUR.format(now)
            + " UTC"
            + chosen.game().clock().map(game -> ", " + played(game, now)).orElse(""));
    terminal.print(lines(what, ""));
  }

  private static String played(GameClock game, Instant now) {
    return switch (game.phase(now)) {
      case BEFORE -> "before the game";
      case ENDED -> "after the end";
      default -> Durations.words(game.timeLeft(now)) + " left";
    };
  }

  /** Judges all teams, as a watch does every half minute. */
  void judge() {
    Map<String, Long> before = asked();
    Sweep sweep = referee.sweep(chosen.game(), chosen.teams());
    calls.count(before, asked());
    for (Judgement judgement : Scoreboard.inOrder(sweep.judgements())) {
      standings
          .change(judgement, 0)
          .ifPresent(
              change -> {
                changes.add(change);
                chart.ifPresent(it -> it.add(change));
                standings.take(change);
              });
    }
    last = Optional.of(sweep);
    if (!isFrozen()) {
      publicBoard = standings.ranking(chosen.teams());
    }
  }

  private Map<String, Long> asked() {
    Map<String, Long> asked = new TreeMap<>();
    for (Team team : chosen.teams()) {
      Selection.account(team)
          .map(Account::meter)
          .ifPresent(meter -> asked.put(team.id(), meter.total().calls()));
    }
    return asked;
  }

  /**
   * Shows the state of the tasks, the changes since the last time, and the leaders.
   *
   * @param most the maximum number of leaders
   */
  void show(int most) {
    Sweep sweep = last.orElseThrow();
    terminal.print("");
    terminal.print(tasks(sweep).toString());
    if (!changes.isEmpty()) {
      terminal.print("");
      terminal.print(ChangeSummary.of(changes, new WatchPrinter(chosen)));
    }
    String unseen = InconclusiveSummary.of(sweep);
    if (!unseen.isEmpty()) {
      terminal.print("");
      terminal.print(unseen);
    }
    terminal.print("");
    ranking(most);
    changes.clear();
  }

  private Columns tasks(Sweep sweep) {
    List<Task> tasks = chosen.game().tasks();
    int titles = tasks.stream().mapToInt(task -> Text.width(task.title())).max().orElse(0);
    Columns columns = new Columns();
    for (Task task : tasks) {
      columns.row(task.title(), Summary.of(sweep, task.id()));
      String open = open(sweep, task);
      if (!open.isEmpty()) {
        Text.wrap("next: " + open, WIDTH - titles - 2).forEach(line -> columns.row("", line));
      }
    }
    return columns;
  }

  private static String open(Sweep sweep, Task task) {
    Map<String, Long> steps =
        sweep.judgements().stream()
            .filter(it -> it.taskId().equals(task.id()))
            .filter(it -> it.verdict().outcome() == Outcome.FAILED)
            .flatMap(it -> it.verdict().next().stream())
            .collect(groupingBy(Finding::code, TreeMap::new, Collectors.counting()));
    return steps.entrySet().stream()
        .map(step -> step.getValue() + " " + step.getKey())
        .collect(Collectors.joining(", "));
  }

  /** Shows the next step of a team in a task, as the organisers see it. */
  void next(Team team, String task) {
    last.flatMap(sweep -> sweep.judgement(team.id(), task))
        .flatMap(judgement -> judgement.verdict().next())
        .ifPresent(
            step ->
                terminal.print(
                    lines(
                        "%s: %s. %s To do: %s"
                            .formatted(
                                Text.harmless(team.name()),
                                step.code(),
                                Text.harmless(step.seen().orElse("")),
                                Text.harmless(step.remedy().orElse(""))),
                        "  ")));
  }

  /** Breaks a text into lines, of which all but the first are indented. */
  private static String lines(String text, String indent) {
    return String.join("\n" + indent, Text.wrap(text, WIDTH - indent.length()));
  }

  private boolean isFrozen() {
    return chosen.game().clock().map(game -> game.isFrozen(clock.instant())).orElse(false);
  }

  /** Shows the leaders; while the public board is frozen, also those on the board. */
  private void ranking(int most) {
    Instant now = clock.instant();
    List<Scoreboard.Row> rows = standings.ranking(chosen.teams());
    if (rows.get(0).points() == 0) {
      terminal.print("Nobody has points yet.");
      return;
    }
    terminal.print(WatchPrinter.ranking(first(most, rows), now));
    chosen
        .game()
        .clock()
        .filter(game -> game.phase(now) == GameClock.Phase.RUNNING && game.isFrozen(now))
        .ifPresent(
            game -> {
              terminal.print("The public board is frozen, and shows:");
              terminal.print(WatchPrinter.ranking(first(most, publicBoard), game.boardTime(now)));
            });
  }

  private static List<Scoreboard.Row> first(int most, List<Scoreboard.Row> rows) {
    return rows.subList(0, Math.min(most, rows.size()));
  }

  /** Shows each task with its area, difficulty and points, and how many teams have solved it. */
  void tasksSolved() {
    Columns columns = new Columns();
    Map<String, Long> solved =
        standings.solved().stream().collect(groupingBy(id -> id, Collectors.counting()));
    for (Task task : chosen.game().tasks()) {
      columns.row(
          task.title(),
          task.area().orElse(""),
          task.difficulty().toString(),
          Text.number(task.points().points()) + " points",
          "solved by %d of %d"
              .formatted(solved.getOrDefault(task.id(), 0L), chosen.teams().size()));
    }
    terminal.print(columns.toString());
  }

  /** Shows the points of the teams over time, the first of the ranking on top. */
  void chart() {
    List<Team> ranked =
        standings.ranking(chosen.teams()).stream().map(Scoreboard.Row::team).toList();
    chart.ifPresent(it -> terminal.print(it.of(ranked)));
  }

  /** Shows the number of calls. */
  void sum() {
    terminal.print(
        "AWS received %s in %s of %s: at most %d for a team in a sweep.\nCalls that assume roles are not counted."
            .formatted(
                Text.count(calls.all, "call"),
                Text.count(calls.sweeps, "sweep"),
                Text.count(chosen.teams().size(), "team"),
                calls.most));
  }
}
