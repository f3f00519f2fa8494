package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Game;
import dev.referee.Referee;
import dev.referee.ScoringPolicy;
import dev.referee.Team;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongSweepTest {
  private final StringWriter err = new StringWriter();
  private final Terminal terminal =
      new Terminal(
          new PrintWriter(new StringWriter()),
          new PrintWriter(err),
          false,
          /* progressing= */ false);
  private final List<Runnable> ticks = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private int ended;
  private final Repeating repeating =
      (first, period, what) -> {
        delays.add(first);
        assertThat(period).isEqualTo(Duration.ofSeconds(30));
        ticks.add(what);
        return () -> ended++;
      };

  private void sweep(LongSweep listener, int times) {
    Game game =
        Scripted.game(
            ScoringPolicy.allOrNothing(),
            new Scripted(
                () -> {
                  for (int i = 0; i < times; i++) {
                    ticks.get(ticks.size() - 1).run();
                  }
                  return Scripted.failed(Scripted.START);
                }));
    Referee.builder()
        .executor(Runnable::run)
        .listener(listener)
        .build()
        .sweep(game, List.of(Team.of("one"), Team.of("two")));
  }

  @Test
  void reportsAfterTwoSecondsAndThenEveryHalfMinute() {
    sweep(new LongSweep(terminal, repeating), 1);

    assertThat(err.toString().lines())
        .hasSize(2)
        .first()
        .isEqualTo("Judging 2 teams by 1 task: 0 of 2 checks done after 2s.");
    assertThat(err.toString().lines()).last().asString().endsWith("after 32s.");
    assertThat(delays).containsExactly(Duration.ofSeconds(2));
    assertThat(ended).isEqualTo(1);
  }

  @Test
  void reportsLaterSweepsOnlyIfTheyTakeHalfAMinute() {
    LongSweep listener = new LongSweep(terminal, repeating);

    sweep(listener, 0);
    sweep(listener, 1);

    assertThat(delays).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(30));
    assertThat(err.toString()).contains("0 of 2 checks done after 30s.");
  }
}
