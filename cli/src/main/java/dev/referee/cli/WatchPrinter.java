package dev.referee.cli;

import static java.time.temporal.ChronoUnit.MILLIS;
import static java.time.temporal.ChronoUnit.SECONDS;

import dev.referee.Blame;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Team;
import dev.referee.internal.Text;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A writer of the messages of a watch for organisers. */
final class WatchPrinter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Game game;
  private final Map<String, Team> teams;

  WatchPrinter(Selection selection) {
    this.game = selection.game();
    this.teams =
        selection.teams().stream().collect(Collectors.toMap(Team::id, Function.identity()));
  }

  /** Writes a change in one line. */
  String line(Change change) {
    TaskState now = change.now();
    String was = change.before().map(state -> state.outcome() + " -> ").orElse("");
    boolean same = change.before().filter(state -> state.outcome() == now.outcome()).isPresent();
    StringBuilder line = new StringBuilder();
    line.append(TIME.format(change.at()))
        .append("  ")
        .append(Text.harmless(name(change.team())))
        .append(": ")
        .append(Text.harmless(game.task(change.task()).title()))
        .append("  ")
        .append(same ? "" : was)
        .append(now.outcome())
        .append(" ")
        .append(now.percent())
        .append(" %");
    now.cause().ifPresent(cause -> line.append(", ").append(cause));
    if (now.outcome() == Outcome.FAILED || now.outcome() == Outcome.PENDING) {
      now.next().ifPresent(next -> line.append(", next: ").append(next));
    }
    if (change.gain() != 0) {
      line.append(change.gain() > 0 ? ", +" : ", ")
          .append(Text.number(change.gain()))
          .append(" = ")
          .append(Text.number(now.points()))
          .append(" points");
    }
    if (now.outcome() == Outcome.PASSED && change.gain() == 0 && now.points() == 0) {
      line.append(", ").append(Text.harmless(change.reason()));
    }
    return line.toString();
  }

  private String name(String team) {
    return Optional.ofNullable(teams.get(team)).map(Team::name).orElse(team);
  }

  /** Returns what organisers can do about an inconclusive result; empty if it is not for them. */
  static Optional<String> remedy(Judgement judgement) {
    return judgement
        .verdict()
        .next()
        .filter(
            finding ->
                finding.cause().map(Cause::blame).filter(Blame.ORGANISER::equals).isPresent())
        .map(finding -> fact(finding, "why") + fact(finding, "remedy"));
  }

  private static String fact(Finding finding, String name) {
    return InconclusiveSummary.fact(finding, name)
        .map(value -> " " + Text.harmless(value) + (value.endsWith(".") ? "" : "."))
        .orElse("");
  }

  /** Returns the standings of the teams. */
  static String ranking(List<Scoreboard.Row> rows, Instant now) {
    Columns columns = new Columns();
    for (Scoreboard.Row row : rows) {
      columns.row(
          row.rank() + ".",
          row.team().name(),
          Text.number(row.points()) + " points",
          Text.count(row.solved(), "task") + " solved",
          row.reachedAt().equals(Instant.MAX)
              ? ""
              : "since " + row.reachedAt().truncatedTo(MILLIS));
    }
    return "Standings at %s\n%s".formatted(now.truncatedTo(SECONDS), columns);
  }
}
