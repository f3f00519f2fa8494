package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.GameClock;
import dev.referee.Outcome;
import dev.referee.Team;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PointsChartTest {
  private static final Instant START = Instant.parse("2026-12-12T10:00:00Z");
  private static final Team RED = Team.of("red");
  private static final Team BLUE = Team.of("blue");

  private final PointsChart chart = new PointsChart(GameClock.of(START, Duration.ofMinutes(90)));

  private static TaskState state(long points, Instant scoredAt) {
    return new TaskState(
        Outcome.PASSED,
        100,
        0,
        Optional.empty(),
        Optional.empty(),
        points,
        0,
        points,
        Optional.of(scoredAt),
        Optional.of(scoredAt));
  }

  /** Adds points that count from one minute of the game and were seen in another. */
  private void gain(Team team, long points, int fixed, int seen) {
    chart.add(
        new Change(
            START.plus(Duration.ofMinutes(seen)),
            team.id(),
            "task-" + fixed,
            Optional.empty(),
            state(points, START.plus(Duration.ofMinutes(fixed))),
            ""));
  }

  private List<String> lines() {
    return chart.of(List.of(RED, BLUE)).lines().toList();
  }

  @Test
  void growsWhenPointsWereEarnedAndNotWhenTheyWereSeen() {
    gain(RED, 800, 30, 60);
    gain(BLUE, 100, 60, 60);

    assertThat(lines())
        .containsExactly(
            "      10:00 10:30 11:00", "red   ·····█████████████", "blue  ···········▁▁▁▁▁▁▁");
  }

  @Test
  void shrinksWhenPointsAreLost() {
    gain(RED, 800, 0, 0);
    chart.add(
        new Change(
            START.plus(Duration.ofMinutes(45)),
            RED.id(),
            "task-0",
            Optional.of(state(800, START)),
            state(400, START),
            ""));

    assertThat(lines().get(1)).isEqualTo("red   ████████▄▄▄▄▄▄▄▄▄▄");
  }

  @Test
  void isEmptyWithoutPoints() {
    gain(RED, -50, 10, 10);

    assertThat(lines())
        .containsExactly(
            "      10:00 10:30 11:00", "red   ··················", "blue  ··················");
  }
}
