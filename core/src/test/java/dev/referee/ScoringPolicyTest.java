package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScoringPolicyTest {
  private static final Instant TEN = Instant.parse("2026-11-22T10:00:00Z");
  private static final GameClock TWO_HOURS = GameClock.of(TEN, Duration.ofHours(2));
  private static final Expectation CLEAN = Expectation.of("NotClean", "script", "It is clean");
  private static final Check CHECK = new FixedCheck("clean");

  /** A check that only has an id. */
  record FixedCheck(String id) implements Check {
    @Override
    public String claim() {
      return "It is clean";
    }

    @Override
    public Verdict judge(CheckContext context) {
      return context.verdict(CLEAN.satisfied().build());
    }
  }

  private static Instant at(int minute) {
    return TEN.plus(Duration.ofMinutes(minute));
  }

  private static Task task(ScoringPolicy policy) {
    return Task.builder("spawner", "Spawner")
        .points(1_000)
        .check(CHECK)
        .scoring(policy)
        .hint("Look at the script", 100)
        .hint("Look at the servers", 950)
        .build();
  }

  private static Judgement judged(int minute, Verdict verdict) {
    return new Judgement(
        "team-7",
        "spawner",
        List.of(new Judgement.Part("clean", "It is clean", 1, verdict)),
        at(minute));
  }

  private static Judgement passed(int minute) {
    return judged(minute, Verdict.of(at(minute), CLEAN.satisfied().build()));
  }

  private static Judgement passed(int minute, int fixed) {
    return judged(
        minute,
        Verdict.of(at(minute), CLEAN.satisfied().build()).withFixedAt(Optional.of(at(fixed))));
  }

  private static Judgement failed(int minute, int done, int of) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < of; i++) {
      findings.add((i < done ? CLEAN.satisfied() : CLEAN.unsatisfied()).build());
    }
    return judged(minute, Verdict.of(at(minute), findings));
  }

  private static Judgement of(Outcome outcome, int minute) {
    Finding.Builder finding =
        switch (outcome) {
          case PASSED -> CLEAN.satisfied();
          case FAILED -> CLEAN.unsatisfied();
          case PENDING -> CLEAN.pending();
          case INCONCLUSIVE -> CLEAN.unknown(Cause.THROTTLED);
        };
    return judged(minute, Verdict.of(at(minute), finding.build()));
  }

  private static TaskHistory.Builder playing() {
    return TaskHistory.builder().clock(TWO_HOURS);
  }

  private static long stands(Award award) {
    assertThat(award).isInstanceOf(Award.Points.class);
    return ((Award.Points) award).total().points();
  }

  /** Awards points in any case: only the task prevents it. */
  private static ScoringPolicy always(long points) {
    return (task, judgement, history) -> new Award.Points(Score.of(points), "always");
  }

  @Nested
  class OnlyPassedAndFailedMovePoints {
    @ParameterizedTest
    @EnumSource
    void whateverThePolicySays(Outcome outcome) {
      Award award = task(always(5)).award(of(outcome, 10), TaskHistory.empty());
      if (outcome == Outcome.PASSED || outcome == Outcome.FAILED) {
        assertThat(stands(award)).isEqualTo(5);
      } else {
        assertThat(award).isEqualTo(new Award.Unchanged(outcome + " changes no points"));
      }
    }

    @Test
    void andThePolicyIsNotEvenAskedAboutTheOthers() {
      ScoringPolicy never =
          (task, judgement, history) -> {
            throw new AssertionError("asked");
          };
      for (Outcome outcome : List.of(Outcome.PENDING, Outcome.INCONCLUSIVE)) {
        assertThat(task(never).award(of(outcome, 10), TaskHistory.empty()))
            .isInstanceOf(Award.Unchanged.class);
      }
    }

    @Test
    void ofTheTaskThatWasJudged() {
      Task other = Task.builder("other", "Other").check(CHECK).build();
      assertThatThrownBy(() -> other.award(passed(10), TaskHistory.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("spawner")
          .hasMessageContaining("other");
    }
  }

  @Nested
  class TheClock {
    @ParameterizedTest
    @CsvSource({"119, 119, true", "121, 119, true", "121, 120, false", "10, -5, true"})
    void isHonouredByWhenItWasFixed(int seen, int fixed, boolean counts) {
      Award award = task(always(5)).award(passed(seen, fixed), playing().build());
      assertThat(award instanceof Award.Points).isEqualTo(counts);
    }

    @Test
    void countsFromTheJudgementIfTheTimeOfTheFixIsUnknown() {
      assertThat(task(always(5)).award(passed(120), playing().build()))
          .isEqualTo(new Award.Unchanged("It came after the end of the game"));
      assertThat(stands(task(always(5)).award(passed(119), playing().build()))).isEqualTo(5);
    }

    @Test
    void takesNothingAfterTheEnd() {
      assertThat(task(always(-5)).award(failed(120, 0, 1), playing().build()))
          .isInstanceOf(Award.Unchanged.class);
    }

    @Test
    void givesNothingBeforeTheStart() {
      assertThat(task(always(5)).award(passed(-1), playing().build()))
          .isEqualTo(new Award.Unchanged("The game has not begun"));
    }
  }

  @Nested
  class Hints {
    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 900", "2, 0"})
    void lowerTheTaskAndNeverBelowZero(int taken, long stands) {
      TaskHistory history = TaskHistory.builder().hintsTaken(taken).build();
      assertThat(stands(task(ScoringPolicy.allOrNothing()).award(passed(10), history)))
          .isEqualTo(stands);
    }

    @Test
    void leaveAPenaltyAsItIs() {
      TaskHistory history = TaskHistory.builder().hintsTaken(1).build();
      assertThat(stands(task(always(-40)).award(passed(10), history))).isEqualTo(-40);
      assertThat(stands(task(always(0)).award(passed(10), history))).isZero();
    }

    @Test
    void costTheSameBeforeAndAfterTheAward() {
      Task task = task(ScoringPolicy.allOrNothing());
      TaskHistory.Builder earned = TaskHistory.builder().earned(Score.of(1_000));
      assertThat(task.total(earned.build())).isEqualTo(Score.of(1_000));
      assertThat(task.total(earned.hintsTaken(1).build())).isEqualTo(Score.of(900));
    }

    @Test
    void doNotWearProgressAway() {
      Task task = task(ScoringPolicy.proportional());
      TaskHistory history = TaskHistory.builder().hintsTaken(1).earned(Score.of(500)).build();
      assertThat(stands(task.award(failed(10, 1, 4), history))).isEqualTo(400);
      assertThat(stands(task.award(failed(10, 3, 4), history))).isEqualTo(650);
    }

    @Test
    void cannotBeMoreThanThereAre() {
      TaskHistory history = TaskHistory.builder().hintsTaken(3).build();
      assertThatThrownBy(() -> task(always(5)).award(passed(10), history))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has only 2 hints, not 3");
      assertThatThrownBy(() -> TaskHistory.builder().hintsTaken(-1).build())
          .hasMessageContaining("must not be negative");
    }

    @Test
    void costNoMoreThanThereIsToCount() {
      Task dear =
          Task.builder("spawner", "Spawner")
              .check(CHECK)
              .points(10)
              .hint("one", Long.MAX_VALUE)
              .hint("two", Long.MAX_VALUE)
              .build();
      TaskHistory history = TaskHistory.builder().hintsTaken(2).earned(Score.of(10)).build();
      assertThat(dear.total(history)).isEqualTo(Score.ZERO);
    }

    @Test
    void neverPay() {
      assertThatThrownBy(() -> new Hint("no", -1)).hasMessageContaining("must not be negative: -1");
      assertThatThrownBy(() -> new Award.Points(Score.ZERO, Score.of(-1), "no"))
          .hasMessageContaining("must not be negative: -1");
    }
  }

  @Nested
  class AllOrNothing {
    private final Task task = task(ScoringPolicy.allOrNothing());

    @Test
    void givesAllOncePassed() {
      assertThat(stands(task.award(passed(10), TaskHistory.empty()))).isEqualTo(1_000);
    }

    @Test
    void neitherGivesNorTakesWhenFailed() {
      TaskHistory history = TaskHistory.builder().earned(Score.of(1_000)).build();
      assertThat(task.award(failed(10, 3, 4), history))
          .isEqualTo(new Award.Unchanged("Not passed"));
    }
  }

  @Nested
  class Proportional {
    private final Task task = task(ScoringPolicy.proportional());

    @ParameterizedTest
    @CsvSource({"0, 3, 0", "1, 3, 333", "2, 3, 666", "3, 3, 1000"})
    void givesTheShareThatIsDone(int done, int of, long points) {
      assertThat(stands(task.award(failed(10, done, of), TaskHistory.empty()))).isEqualTo(points);
    }

    @Test
    void keepsTheMostThatWasReached() {
      TaskHistory history = TaskHistory.builder().earned(Score.of(666)).build();
      assertThat(stands(task.award(failed(10, 1, 3), history))).isEqualTo(666);
    }

    @Test
    void weighsTheChecks() {
      Judgement judgement =
          new Judgement(
              "team-7",
              "spawner",
              List.of(
                  new Judgement.Part("a", "A", 3, passed(1).verdict()),
                  new Judgement.Part("b", "B", 1, failed(1, 0, 1).verdict())),
              at(1));
      assertThat(stands(task.award(judgement, TaskHistory.empty()))).isEqualTo(750);
    }
  }

  @Nested
  class TimeBonus {
    private final Task task = task(ScoringPolicy.timeBonus(120));

    @ParameterizedTest
    @CsvSource({"-5, 1120", "0, 1120", "1, 1119", "60, 1060", "119, 1001"})
    void shrinksFromStartToEnd(int fixed, long points) {
      assertThat(stands(task.award(passed(119, fixed), playing().build()))).isEqualTo(points);
    }

    @Test
    void doesNotShrinkInAPause() {
      GameClock paused = TWO_HOURS.pause(at(30)).resume(at(90));
      TaskHistory history = TaskHistory.builder().clock(paused).build();
      assertThat(stands(task.award(passed(100, 45), history))).isEqualTo(1_090);
      assertThat(stands(task.award(passed(100, 91), history))).isEqualTo(1_089);
    }

    @Test
    void isThatOfTheFirstTimeItWasSolved() {
      TaskHistory history = playing().solvedAt(at(20)).earned(Score.of(1_100)).build();
      assertThat(stands(task.award(passed(50), history))).isEqualTo(1_100);
    }

    @Test
    void growsWhenItTurnsOutToHaveBeenFixedEarlier() {
      TaskHistory history = playing().solvedAt(at(20)).earned(Score.of(1_100)).build();
      assertThat(stands(task.award(passed(50, 10), history))).isEqualTo(1_110);
    }

    @Test
    void isNoneInAGameWithoutAClock() {
      assertThat(stands(task.award(passed(10), TaskHistory.empty()))).isEqualTo(1_000);
    }

    @Test
    void isNoneUntilPassed() {
      assertThat(task.award(failed(10, 1, 2), playing().build()))
          .isInstanceOf(Award.Unchanged.class);
    }

    @ParameterizedTest
    @CsvSource({"10, 1120", "30, 1120", "45, 1060", "60, 1000", "80, 1000"})
    void mayHaveATimeOfItsOwn(int fixed, long points) {
      Task task = task(ScoringPolicy.timeBonus(120, at(30), at(60)));
      assertThat(stands(task.award(passed(100, fixed), TaskHistory.empty()))).isEqualTo(points);
    }

    @Test
    void refusesWhatIsNone() {
      assertThatThrownBy(() -> ScoringPolicy.timeBonus(-1))
          .hasMessageContaining("must not be negative: -1");
      assertThatThrownBy(() -> ScoringPolicy.timeBonus(-1, at(1), at(2)))
          .hasMessageContaining("must not be negative: -1");
      assertThatThrownBy(() -> ScoringPolicy.timeBonus(1, at(2), at(2)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class DecayByRank {
    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 700", "2, 400", "3, 250", "2147483647, 250"})
    void givesEachNextTeamLessDownToAFloor(int before, long points) {
      Task task = task(ScoringPolicy.decayByRank(300, 250));
      TaskHistory history = TaskHistory.builder().solvedBefore(before).build();
      assertThat(stands(task.award(passed(10), history))).isEqualTo(points);
    }

    @Test
    void neverGivesMoreThanTheTaskIsWorth() {
      Task task = task(ScoringPolicy.decayByRank(Long.MAX_VALUE, 5_000));
      TaskHistory history = TaskHistory.builder().solvedBefore(7).build();
      assertThat(stands(task.award(passed(10), history))).isEqualTo(1_000);
    }

    @Test
    void keepsPointsIfAnotherTeamTurnsOutToBeFirst() {
      Task task = task(ScoringPolicy.decayByRank(300, 250));
      TaskHistory history = TaskHistory.builder().solvedBefore(1).earned(Score.of(1_000)).build();
      assertThat(stands(task.award(passed(10), history))).isEqualTo(1_000);
    }

    @Test
    void refusesWhatWouldReward() {
      assertThatThrownBy(() -> ScoringPolicy.decayByRank(-1, 0))
          .hasMessageContaining("must not be negative: -1");
      assertThatThrownBy(() -> ScoringPolicy.decayByRank(0, -1))
          .hasMessageContaining("must not be negative: -1");
      assertThatThrownBy(() -> TaskHistory.builder().solvedBefore(-1).build())
          .hasMessageContaining("must not be negative: -1");
    }
  }

  @Test
  void awardsSayWhy() {
    List<Award> awards =
        Stream.of(ScoringPolicy.allOrNothing(), ScoringPolicy.proportional())
            .map(policy -> task(policy).award(passed(10), TaskHistory.empty()))
            .toList();
    assertThat(awards).extracting(Award::reason).containsExactly("Passed", "1/1 of it is done");
  }
}
