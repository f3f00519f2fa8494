package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Outcome;
import dev.referee.ScoringPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChangeSummaryTest {
  private static String digest(Stream<Change> changes) {
    Selection chosen =
        new Selection(
            Scripted.game(
                ScoringPolicy.allOrNothing(), new Scripted(() -> Scripted.failed(Scripted.START))),
            List.of());
    return ChangeSummary.of(changes.toList(), new WatchPrinter(chosen));
  }

  private static Change change(String team, Outcome now, String next) {
    return new Change(
        Scripted.START,
        team,
        "task",
        Optional.empty(),
        new TaskState(
            now,
            50,
            1,
            Optional.of(next),
            Optional.empty(),
            0,
            0,
            0,
            Optional.empty(),
            Optional.empty()),
        "");
  }

  private static Stream<Change> failed(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> change("team-" + n, Outcome.FAILED, "StepMissing"));
  }

  @Test
  void reportsTheFirstOfManyEqualChangesAndTheirNumber() {
    assertThat(digest(failed(5)).lines())
        .containsExactly(
            "10:00:00  team-1: Task  FAILED 50 %, next: StepMissing",
            "10:00:00  team-2: Task  FAILED 50 %, next: StepMissing",
            "          ... and 3 more like these");
  }

  @Test
  void doesNotSayOneMoreInPlaceOfTheOne() {
    assertThat(digest(failed(3)).lines()).hasSize(3).last().asString().contains("team-3");
  }

  @Test
  void separatesChangesWithDifferentTexts() {
    Change other = change("team-6", Outcome.FAILED, "AnotherStep");
    Change pending = change("team-7", Outcome.PENDING, "StepMissing");

    assertThat(digest(Stream.concat(failed(4), Stream.of(other, pending))))
        .contains("... and 2 more", "team-6: Task  FAILED 50 %, next: AnotherStep", "team-7");
  }

  @Test
  void breaksLongLinesBetweenTwoThings() {
    String longName = "team-" + "x".repeat(60);

    assertThat(digest(Stream.of(change(longName, Outcome.FAILED, "StepMissing"))).lines())
        .hasSize(2)
        .allMatch(line -> line.length() <= 100)
        .last()
        .isEqualTo("          next: StepMissing");
  }
}
