package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.GameClock.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GameClockTest {
  private static final Instant TEN = Instant.parse("2026-11-22T10:00:00Z");
  private static final GameClock THREE_HOURS = GameClock.of(TEN, TEN.plus(Duration.ofHours(3)));

  private static Instant at(String time) {
    return Instant.parse("2026-11-22T" + time + "Z");
  }

  @Nested
  class SaysWhatItIs {
    @Test
    void namesStartEndAndDurationInUtc() {
      assertThat(THREE_HOURS)
          .hasToString("2026-11-22T10:00:00Z to 2026-11-22T13:00:00Z, 3 h of playing time");
    }

    @Test
    void namesACurrentPause() {
      assertThat(THREE_HOURS.pause(at("11:00:00")))
          .hasToString(
              "2026-11-22T10:00:00Z to an end that is open during the pause, 3 h of playing time,"
                  + " paused from 2026-11-22T11:00:00Z");
    }

    @Test
    void namesTheFreeze() {
      assertThat(THREE_HOURS.freezeLast(Duration.ofMinutes(30)).toString())
          .endsWith("3 h of playing time, board frozen from 2026-11-22T12:30:00Z");
    }

    @Test
    void isTheSameByEndOrByDuration() {
      assertThat(GameClock.of(TEN, Duration.ofHours(3))).isEqualTo(THREE_HOURS);
      assertThat(GameClock.of(TEN, Duration.ofHours(4))).isNotEqualTo(THREE_HOURS);
    }
  }

  @Nested
  class Ends {
    @Test
    void countsTheLastNanosecondAndNotTheNext() {
      assertThat(THREE_HOURS.counts(at("12:59:59.999999999"))).isTrue();
      assertThat(THREE_HOURS.counts(at("13:00:00"))).isFalse();
      assertThat(THREE_HOURS.phase(at("13:00:00"))).isEqualTo(Phase.ENDED);
    }

    @Test
    void laterByTheLengthOfAPause() {
      GameClock clock = THREE_HOURS.pause(at("11:00:00")).resume(at("11:20:00"));
      assertThat(clock.end()).contains(at("13:20:00"));
      assertThat(clock.timeLeft(at("11:10:00"))).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void theEndIsUnknownDuringAPause() {
      GameClock clock = THREE_HOURS.pause(at("11:00:00"));
      assertThat(clock.end()).isEmpty();
      assertThat(clock.phase(at("23:00:00"))).isEqualTo(Phase.PAUSED);
      assertThat(clock.pausedSince(at("23:00:00"))).contains(at("11:00:00"));
      assertThat(clock.pausedSince(at("10:59:59"))).isEmpty();
    }

    @Test
    void leavesTheClockThatWasPausedAsItWas() {
      var unused = THREE_HOURS.pause(at("11:00:00"));
      assertThat(THREE_HOURS.end()).contains(at("13:00:00"));
    }
  }

  @Nested
  class Freezes {
    @Test
    void theLastMinutesOfPlayDespitePauses() {
      GameClock clock =
          THREE_HOURS
              .freezeLast(Duration.ofMinutes(30))
              .pause(at("11:00:00"))
              .resume(at("11:20:00"));
      assertThat(clock.freezesAt()).contains(at("12:50:00"));
    }

    @Test
    void fromAnInstantDespitePauses() {
      GameClock clock =
          THREE_HOURS.freezeFrom(at("12:30:00")).pause(at("11:00:00")).resume(at("11:20:00"));
      assertThat(clock.freezesAt()).contains(at("12:30:00"));
      assertThat(clock.boardTime(at("12:29:59"))).isEqualTo(at("12:29:59"));
      assertThat(clock.boardTime(at("20:00:00"))).isEqualTo(at("12:30:00"));
    }

    @Test
    void byTheLastWordOnly() {
      GameClock clock = THREE_HOURS.freezeFrom(at("11:00:00")).freezeLast(Duration.ofMinutes(1));
      assertThat(clock.freezesAt()).contains(at("12:59:00"));
      assertThat(clock.freezeFrom(at("11:00:00")).freezesAt()).contains(at("11:00:00"));
    }

    @Test
    void untilItIsThawed() {
      GameClock clock = THREE_HOURS.freezeLast(Duration.ofMinutes(30));
      assertThat(clock.isFrozen(at("14:00:00"))).isTrue();
      assertThat(clock.thawed()).isEqualTo(THREE_HOURS);
      assertThat(THREE_HOURS.isFrozen(at("14:00:00"))).isFalse();
    }
  }

  @Nested
  class Refuses {
    @Test
    void anEndThatDoesNotComeAfterTheStart() {
      assertThatThrownBy(() -> GameClock.of(TEN, TEN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has to be after the start")
          .hasMessageContaining("2026-11-22T10:00:00Z");
      assertThatThrownBy(() -> GameClock.of(TEN, Duration.ofHours(-1)))
          .hasMessageContaining("has to be after the start");
    }

    @Test
    void aDurationBeyondAllTime() {
      assertThatThrownBy(() -> GameClock.of(TEN, Duration.ofSeconds(Long.MAX_VALUE)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Not a valid duration");
      assertThatThrownBy(() -> GameClock.of(Instant.MIN, Instant.MAX))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Too long for a game");
    }

    @Test
    void aPauseInAPause() {
      assertThatThrownBy(() -> THREE_HOURS.pause(at("11:00:00")).pause(at("11:10:00")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("paused already");
    }

    @Test
    void aPauseBeforeTheLastOneEnded() {
      GameClock clock = THREE_HOURS.pause(at("11:00:00")).resume(at("11:20:00"));
      assertThatThrownBy(() -> clock.pause(at("11:19:59")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("paused until 2026-11-22T11:20:00Z");
      assertThat(clock.pause(at("11:20:00")).phase(at("11:20:00"))).isEqualTo(Phase.PAUSED);
    }

    @Test
    void aPauseOutsideTheGame() {
      for (String time : List.of("09:59:59", "13:00:00")) {
        assertThatThrownBy(() -> THREE_HOURS.pause(at(time)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("not running at 2026-11-22T" + time);
      }
    }

    @Test
    void toResumeWhatIsNotPaused() {
      assertThatThrownBy(() -> THREE_HOURS.resume(at("11:00:00")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not paused");
    }

    @Test
    void toResumeBeforeThePause() {
      assertThatThrownBy(() -> THREE_HOURS.pause(at("11:00:00")).resume(at("10:59:59")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be resumed at 2026-11-22T10:59:59Z");
    }

    @Test
    void aFreezeOutsideTheGame() {
      assertThatThrownBy(() -> THREE_HOURS.freezeFrom(at("13:00:00")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("freeze only during the game");
      for (Duration last : List.of(Duration.ZERO, Duration.ofMinutes(181))) {
        assertThatThrownBy(() -> THREE_HOURS.freezeLast(last))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("a part of the game");
      }
    }
  }

  /** A simple model of a game clock that counts minute by minute. */
  record Stopwatch(int duration, int freezeLast, List<int[]> pauses, boolean open) {
    GameClock clock() {
      GameClock clock =
          GameClock.of(TEN, Duration.ofMinutes(duration)).freezeLast(minutes(freezeLast));
      for (int i = 0; i < pauses.size(); i++) {
        clock = clock.pause(minute(pauses.get(i)[0]));
        if (!isOpen(i)) {
          clock = clock.resume(minute(pauses.get(i)[1]));
        }
      }
      return clock;
    }

    boolean isOpen(int pause) {
      return open && pause == pauses.size() - 1;
    }

    boolean isPaused(int minute) {
      for (int i = 0; i < pauses.size(); i++) {
        if (minute >= pauses.get(i)[0] && (minute < pauses.get(i)[1] || isOpen(i))) {
          return true;
        }
      }
      return false;
    }
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }

  private static Instant minute(int minute) {
    return TEN.plus(minutes(minute));
  }

  @Provide
  Arbitrary<Stopwatch> stopwatches() {
    Arbitrary<Integer> some = Arbitraries.integers().between(0, 12);
    return Combinators.combine(
            Arbitraries.integers().between(1, 40),
            Arbitraries.integers().between(1, 40),
            Combinators.combine(some, some)
                .as((gap, length) -> new int[] {gap, length})
                .list()
                .ofMaxSize(5),
            Arbitraries.of(true, false))
        .as(
            (duration, freeze, steps, open) -> {
              List<int[]> pauses = new ArrayList<>();
              int played = 0;
              int now = 0;
              for (int[] step : steps) {
                played += step[0];
                if (played < duration) {
                  pauses.add(new int[] {now + step[0], now + step[0] + step[1]});
                  now += step[0] + step[1];
                }
              }
              return new Stopwatch(duration, Math.min(freeze, duration), pauses, open);
            })
        .withoutEdgeCases();
  }

  @Property
  void agreesWithAStopwatch(@ForAll("stopwatches") Stopwatch watch) {
    GameClock clock = watch.clock();
    int played = 0;
    Integer end = null;
    Integer freeze = null;
    for (int minute = -3; minute < 130; minute++) {
      Instant now = minute(minute);
      boolean ended = played == watch.duration();
      Phase phase =
          minute < 0
              ? Phase.BEFORE
              : ended ? Phase.ENDED : watch.isPaused(minute) ? Phase.PAUSED : Phase.RUNNING;
      if (ended && end == null) {
        end = minute;
      }
      if (minute >= 0 && watch.duration() - played <= watch.freezeLast() && freeze == null) {
        freeze = minute;
      }
      assertThat(clock.phase(now)).as("phase in minute %s", minute).isEqualTo(phase);
      assertThat(clock.elapsed(now)).as("elapsed in minute %s", minute).isEqualTo(minutes(played));
      assertThat(clock.timeLeft(now)).isEqualTo(minutes(watch.duration() - played));
      assertThat(clock.timeToStart(now)).isEqualTo(minutes(Math.max(0, -minute)));
      assertThat(clock.counts(now)).isEqualTo(!ended);
      assertThat(clock.isFrozen(now)).as("frozen in minute %s", minute).isEqualTo(freeze != null);
      assertThat(clock.boardTime(now)).isEqualTo(freeze == null ? now : minute(freeze));
      assertThat(clock.pausedSince(now).isPresent()).isEqualTo(phase == Phase.PAUSED);
      if (phase == Phase.RUNNING) {
        played++;
      }
    }
    if (end == null) {
      assertThat(clock.end()).isEmpty();
    } else {
      assertThat(clock.end()).contains(minute(end));
    }
  }
}
