package dev.referee.cli;

import static dev.referee.cli.Scripted.START;
import static dev.referee.cli.Scripted.failed;
import static dev.referee.cli.Scripted.passed;
import static dev.referee.cli.Scripted.pending;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Referee;
import dev.referee.ScoringPolicy;
import dev.referee.Sweep;
import dev.referee.Team;
import dev.referee.Verdict;
import dev.referee.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GameWatchTest {
  private static final Instant END = START.plus(Duration.ofHours(3));

  private final ManualClock clock = ManualClock.at(START);
  private final List<Instant> looks = new ArrayList<>();
  private final List<Change> told = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private Sleeper pause = clock::advance;
  private boolean diskIsFull;

  /** A listener that records everything. */
  private final class Heard implements GameWatch.Listener {
    @Override
    public Hints hints() {
      return Hints.NONE;
    }

    @Override
    public void changed(Change change, Judgement judgement) {
      if (diskIsFull) {
        throw new UncheckedIOException(new IOException("No space left on device"));
      }
      told.add(change);
    }

    @Override
    public void swept(Sweep sweep) {
      looks.add(sweep.startedAt());
    }

    @Override
    public void says(String message) {
      said.add(message);
    }
  }

  private Optional<Sweep> watch(Duration every, Function<Instant, Verdict> verdict) {
    return watch(every, new Scripted(() -> verdict.apply(clock.instant())));
  }

  private Optional<Sweep> watch(Duration every, Scripted check) {
    return watch(every, Scripted.game(ScoringPolicy.allOrNothing(), check), clock);
  }

  private Optional<Sweep> watch(Duration every, Game game, Clock time) {
    return new GameWatch(
            new Selection(game, List.of(Team.of("one"))),
            Referee.builder().clock(time).build(),
            time,
            pause,
            every,
            new Scoreboard(game),
            new Heard())
        .run();
  }

  private static Instant at(String time) {
    return Instant.parse("2026-03-01T" + time + "Z");
  }

  @Test
  void judgesAtTheGivenIntervalAndOnceMoreShortlyBeforeTheEnd() {
    Optional<Sweep> last = watch(Duration.ofMinutes(50), now -> failed(now));

    assertThat(looks)
        .containsExactly(
            START, at("10:50:00"), at("11:40:00"), at("12:30:00"), at("12:59:58"), END);
    assertThat(last.orElseThrow().startedAt()).isEqualTo(END);
    assertThat(told).hasSize(1);
  }

  @Test
  void countsWhatIsSeenAtTheLastMoment() {
    Instant fixed = at("12:59:30");
    watch(Duration.ofMinutes(50), now -> now.isBefore(fixed) ? failed(now) : passed(now));

    assertThat(told).hasSize(2).last().extracting(Change::gain).isEqualTo(1000L);
  }

  @Test
  void waitsForTheGameToBegin() {
    ManualClock early = ManualClock.at(START.minusSeconds(600));
    Game game = Scripted.game(ScoringPolicy.allOrNothing(), new Scripted(() -> failed(START)));
    new GameWatch(
            new Selection(game, List.of(Team.of("one"))),
            Referee.builder().clock(early).build(),
            early,
            early::advance,
            Duration.ofHours(2),
            new Scoreboard(game),
            new Heard())
        .run();

    assertThat(looks).first().isEqualTo(START);
    assertThat(said).containsExactly("The game begins at 2026-03-01T10:00:00Z.");
  }

  @Test
  void continuesAfterTheEndForPendingTasks() {
    Instant fixed = at("12:58:00");
    Instant quiet = fixed.plus(Duration.ofMinutes(5));
    watch(
        Duration.ofMinutes(1),
        now ->
            now.isBefore(fixed)
                ? failed(now)
                : now.isBefore(quiet) ? pending(now) : passed(now, fixed));

    assertThat(told).last().extracting(Change::gain).isEqualTo(1000L);
    assertThat(looks).last().isEqualTo(quiet);
  }

  @Test
  void doesNotGoOnForEver() {
    watch(Duration.ofMinutes(1), now -> pending(now));

    assertThat(looks).last().isEqualTo(END.plus(GameWatch.OVERTIME));
  }

  @Test
  void endsWithWhatItHasWhenItIsInterrupted() {
    pause =
        time -> {
          throw new InterruptedException();
        };

    Optional<Sweep> last = watch(Duration.ofMinutes(1), now -> failed(now));

    assertThat(last).isPresent();
    assertThat(told).hasSize(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void reportsNothingThatAnInterruptionLeftUnjudged() throws Exception {
    Thread watching = Thread.currentThread();
    CountDownLatch never = new CountDownLatch(1);

    Optional<Sweep> last =
        watch(
            Duration.ofMinutes(1),
            new Scripted(
                () -> {
                  watching.interrupt();
                  boolean unused = never.await(60, TimeUnit.SECONDS);
                  return failed(START);
                }));

    assertThat(last.orElseThrow().complete()).isFalse();
    assertThat(told).isEmpty();
  }

  @Test
  void judgesAtOnceAfterTheMachineSlept() {
    pause =
        time ->
            clock.advance(clock.instant().isBefore(at("10:10:00")) ? time : Duration.ofMinutes(80));

    watch(Duration.ofMinutes(10), now -> failed(now));

    assertThat(looks).startsWith(START, at("10:10:00"), at("11:30:00"));
    assertThat(said).anyMatch(it -> it.contains("1h10m") && it.contains("suspended"));
  }

  @Test
  void followsASandboxThatIsMovedMeanwhile() {
    ManualClock machine = ManualClock.at(START);
    Ticker ticker =
        new Ticker() {
          @Override
          public long read() {
            return Duration.between(START, machine.instant()).toNanos();
          }
        };
    pause =
        time -> {
          machine.advance(time);
          clock.advance(machine.instant().equals(at("10:03:00")) ? Duration.ofHours(5) : time);
        };
    Game game = Scripted.game(ScoringPolicy.allOrNothing(), new Scripted(() -> failed(START)));
    Clock told = new SandboxClock(patience -> clock.instant(), "", ticker).withZone(ZoneOffset.UTC);

    watch(Duration.ofMinutes(10), game, told);

    assertThat(looks).containsExactly(START, at("15:02:55"));
    assertThat(said).anyMatch(it -> it.contains("ahead by 4h52m55s") && it.contains("was moved"));
  }

  @Test
  void endsWhenTheMachineSleptPastTheEnd() {
    pause = time -> clock.advance(Duration.ofHours(5));

    watch(Duration.ofMinutes(10), now -> failed(now));

    assertThat(looks).containsExactly(START, START.plus(Duration.ofHours(5)));
  }

  @Test
  void reportsAgainWhatCouldNotBeSaved() {
    diskIsFull = true;
    pause =
        time -> {
          diskIsFull = false;
          clock.advance(time);
        };

    watch(Duration.ofHours(1), now -> passed(now));

    assertThat(said).anyMatch(it -> it.contains("No space left on device"));
    assertThat(told).hasSize(1).first().extracting(Change::gain).isEqualTo(1000L);
  }
}
