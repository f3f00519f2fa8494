package dev.referee.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.math.RoundingMode.CEILING;

import com.google.common.collect.ImmutableList;
import com.google.common.math.LongMath;
import dev.referee.GameClock;
import dev.referee.Team;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A chart of the teams' points over the time of a game: a line of bars for each team, all of the
 * same scale. Not thread-safe.
 */
final class PointsChart {
  private static final String BARS = "·▁▂▃▄▅▆▇█";

  /** How long a column may be; the first that gives few enough columns is taken. */
  private static final ImmutableList<Duration> STEPS =
      Stream.of(1, 5, 10, 30, 60, 240, 1440).map(Duration::ofMinutes).collect(toImmutableList());

  private static final int MOST_COLUMNS = 60;
  private static final int COLUMNS_OF_LABEL = 6;

  private final GameClock clock;
  private final Duration step;
  private final int columns;
  private final List<Gain> gains = new ArrayList<>();

  /**
   * A change of the points of a team.
   *
   * @param at the time that counts for it
   */
  private record Gain(Instant at, String team, long points) {}

  PointsChart(GameClock clock) {
    this.clock = clock;
    this.step =
        STEPS.stream()
            .filter(candidate -> columns(clock, candidate) <= MOST_COLUMNS)
            .findFirst()
            .orElse(clock.duration());
    this.columns = columns(clock, step);
  }

  private static int columns(GameClock clock, Duration step) {
    return (int) LongMath.divide(clock.duration().toSeconds(), step.toSeconds(), CEILING);
  }

  /** Adds a change, if it is one of points. */
  void add(Change change) {
    if (change.gain() != 0) {
      gains.add(
          new Gain(
              change.gain() > 0 ? change.now().scoredAt().orElse(change.at()) : change.at(),
              change.team(),
              change.gain()));
    }
  }

  /** Returns the chart of teams, the first one on top. */
  String of(List<Team> teams) {
    long most =
        teams.stream()
            .flatMapToLong(
                team -> LongStream.rangeClosed(1, columns).map(column -> points(team, column)))
            .max()
            .orElse(0);
    Columns rows = new Columns().row("", axis());
    for (Team team : teams) {
      StringBuilder line = new StringBuilder();
      for (int column = 1; column <= columns; column++) {
        line.append(bar(points(team, column), most));
      }
      rows.row(team.name(), line.toString());
    }
    return rows.toString();
  }

  private char bar(long points, long most) {
    if (points <= 0) {
      return BARS.charAt(0);
    }
    int levels = BARS.length() - 1;
    long level = LongMath.divide(points * levels, most, CEILING);
    return BARS.charAt((int) level);
  }

  /** Returns the points of a team at the end of a column; columns are counted from 1. */
  private long points(Team team, long column) {
    Instant end = start(column);
    return gains.stream()
        .filter(gain -> gain.team().equals(team.id()) && !gain.at().isAfter(end))
        .mapToLong(Gain::points)
        .sum();
  }

  private Instant start(long column) {
    return clock.start().plus(step.multipliedBy(column));
  }

  private String axis() {
    StringBuilder axis = new StringBuilder();
    for (int column = 0; column < columns; column += COLUMNS_OF_LABEL) {
      axis.append(GameConsole.HOUR.format(start(column))).append(" ");
    }
    return axis.toString();
  }
}
