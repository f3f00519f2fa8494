package dev.referee.cli;

import static dev.referee.cli.Scripted.START;
import static dev.referee.cli.Scripted.failed;
import static dev.referee.cli.Scripted.judged;
import static dev.referee.cli.Scripted.passed;
import static dev.referee.cli.Scripted.pending;
import static dev.referee.cli.Scripted.unseen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Judgement;
import dev.referee.ScoringPolicy;
import dev.referee.Team;
import dev.referee.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScoreboardTest {
  private final List<Change> changes = new ArrayList<>();

  private static Scoreboard of(ScoringPolicy scoring) {
    return new Scoreboard(Scripted.game(scoring, new Scripted(() -> failed(START))));
  }

  private static Instant minute(int minute) {
    return START.plusSeconds(60L * minute);
  }

  private Optional<Change> take(Scoreboard standings, String team, Verdict verdict, int hints) {
    Optional<Change> change = standings.change(judged(team, verdict), hints);
    change.ifPresent(standings::take);
    change.ifPresent(changes::add);
    return change;
  }

  private long points(Scoreboard standings, String team, Verdict verdict) {
    return take(standings, team, verdict, 0).orElseThrow().now().points();
  }

  @Test
  void reportsChangesOnly() {
    Scoreboard standings = of(ScoringPolicy.allOrNothing());

    assertThat(take(standings, "one", failed(minute(1)), 0)).isPresent();
    assertThat(take(standings, "one", failed(minute(2)), 0)).isEmpty();
    assertThat(take(standings, "one", pending(minute(3)), 0)).isPresent();
    assertThat(take(standings, "one", passed(minute(4)), 0).orElseThrow().gain()).isEqualTo(1000);
    assertThat(take(standings, "one", passed(minute(5)), 0)).isEmpty();
  }

  @Test
  void neitherGivesNorTakesForWhatCouldNotBeSeen() {
    Scoreboard standings = of(ScoringPolicy.allOrNothing());
    take(standings, "one", passed(minute(1)), 0);

    Change unseen = take(standings, "one", unseen(minute(2), Cause.UNREACHABLE), 0).orElseThrow();
    Change lost = take(standings, "one", failed(minute(3)), 0).orElseThrow();

    assertThat(unseen.gain()).isZero();
    assertThat(unseen.now().cause()).contains(Cause.UNREACHABLE);
    assertThat(List.of(unseen.now().points(), lost.now().points())).containsExactly(1000L, 1000L);
    assertThat(lost.now().solvedAt()).contains(minute(1));
  }

  @Test
  void ordersByTheTimeOfTheFixAndNotOfTheJudgement() {
    Scoreboard standings = of(ScoringPolicy.decayByRank(100, 500));

    assertThat(points(standings, "one", passed(minute(10)))).isEqualTo(1000);
    assertThat(points(standings, "two", passed(minute(20)))).isEqualTo(900);
    assertThat(points(standings, "three", passed(minute(21), minute(5)))).isEqualTo(1000);
    assertThat(points(standings, "four", passed(minute(22)))).isEqualTo(700);
    assertThat(take(standings, "two", passed(minute(30)), 0)).as("keeps what it has").isEmpty();
  }

  @Test
  void ordersTheJudgementsOfOneSweepByWhenTheyCount() {
    Judgement late = judged("late", passed(minute(10), minute(9)));
    Judgement early = judged("early", passed(minute(10), minute(2)));
    Judgement seen = judged("seen", passed(minute(10)));

    assertThat(Scoreboard.inOrder(List.of(seen, late, early))).containsExactly(early, late, seen);
  }

  @Test
  void givesTheBonusOfTheTimeOfTheFix() {
    Scoreboard standings = of(ScoringPolicy.timeBonus(180));

    assertThat(points(standings, "one", passed(minute(100), minute(60)))).isEqualTo(1120);
    assertThat(take(standings, "one", passed(minute(110), minute(105)), 0)).isEmpty();
  }

  @Test
  void subtractsTheCostOfHintsThatAreTakenLater() {
    Scoreboard standings = of(ScoringPolicy.allOrNothing());
    take(standings, "one", passed(minute(1)), 1);

    Change second = take(standings, "one", passed(minute(2)), 2).orElseThrow();

    assertThat(changes.get(0).now().points()).isEqualTo(900);
    assertThat(second.gain()).isEqualTo(-200);
    assertThat(second.now().points()).isEqualTo(700);
    assertThat(second.now().scoredAt()).as("nothing was reached").contains(minute(1));
    assertThat(take(standings, "one", passed(minute(3)), 0)).as("none is given back").isEmpty();
  }

  @Test
  void givesNothingForWhatCameAfterTheEnd() {
    Scoreboard standings = of(ScoringPolicy.allOrNothing());

    Change late = take(standings, "one", passed(minute(181)), 0).orElseThrow();
    Change inTime = take(standings, "two", passed(minute(181), minute(179)), 0).orElseThrow();

    assertThat(late.now().points()).isZero();
    assertThat(late.now().solvedAt()).isEmpty();
    assertThat(late.reason()).contains("after the end");
    assertThat(inTime.now().points()).isEqualTo(1000);
  }

  @Test
  void restoresItsStateFromAllChanges() {
    Scoreboard before = of(ScoringPolicy.decayByRank(100, 500));
    take(before, "one", passed(minute(10)), 1);
    take(before, "two", failed(minute(10)), 0);

    Scoreboard after = of(ScoringPolicy.decayByRank(100, 500));
    changes.forEach(after::take);

    assertThat(take(after, "one", passed(minute(11)), 1)).isEmpty();
    assertThat(take(after, "two", failed(minute(11)), 0)).isEmpty();
    assertThat(points(after, "two", passed(minute(12)))).isEqualTo(900);
  }

  @Test
  void ranksByPointsAndThenByWhenTheyWereReached() {
    Scoreboard standings = of(ScoringPolicy.allOrNothing());
    take(standings, "slow", passed(minute(13), minute(12)), 0);
    take(standings, "fast", passed(minute(13), minute(11)), 0);
    take(standings, "also-fast", passed(minute(13), minute(11)), 0);
    take(standings, "hinted", passed(minute(1)), 2);
    take(standings, "nothing", failed(minute(1)), 0);

    List<Scoreboard.Row> rows =
        standings.ranking(
            Stream.of("nothing", "hinted", "slow", "fast", "also-fast").map(Team::of).toList());

    assertThat(rows)
        .extracting(row -> row.rank() + " " + row.team().id() + " " + row.points())
        .containsExactly(
            "1 fast 1000", "1 also-fast 1000", "3 slow 1000", "4 hinted 700", "5 nothing 0");
  }
}
