package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Judgement;
import dev.referee.Sweep;
import dev.referee.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InconclusiveSummaryTest {
  private static final Expectation STEP = Expectation.of("SomeCode", "a topic", "A claim");

  @Test
  void reportsEachReasonOnceWithItsTeams() {
    Finding denied =
        STEP.unknown(Cause.ACCESS_DENIED)
            .seen("It could not be looked at.")
            .organiserFact("why", "may not\u001b[31m")
            .build();

    assertThat(
            InconclusiveSummary.of(
                sweep(
                    judgement("red", denied),
                    judgement("blue", denied),
                    judgement("blue", STEP.unknown(Cause.TIMED_OUT).seen("Late.").build()))))
        .isEqualTo(
            "red, blue: ACCESS_DENIED (ORGANISER)\n  why: may not\\u001b[31m\n"
                + "blue: TIMED_OUT (AWS)\n  Late.");
  }

  @Test
  void namesNoTeamIfManyAreAffected() {
    Finding late = STEP.unknown(Cause.TIMED_OUT).seen("Late.").build();
    Judgement[] all =
        Stream.of("red", "blue", "green", "gold")
            .map(team -> judgement(team, late))
            .toArray(Judgement[]::new);

    assertThat(InconclusiveSummary.of(sweep(all))).startsWith("all 4 teams: TIMED_OUT");
  }

  @Test
  void reportsOnceWhatDiffersByTheAccountOnly() {
    Judgement red = refused("red", "111122220001");
    Judgement blue = refused("blue", "111122220002");

    assertThat(InconclusiveSummary.of(sweep(red)))
        .endsWith("why: arn:aws:iam::111122220001:role/referee of account 111122220001 says no");
    assertThat(InconclusiveSummary.of(sweep(red, blue)))
        .isEqualTo(
            "red, blue: MISCONFIGURED (ORGANISER)\n"
                + "  why: arn:aws:iam::...:role/referee of the account says no");
  }

  private static Judgement refused(String team, String account) {
    String why = "arn:aws:iam::%1$s:role/referee of account %1$s says no".formatted(account);
    return judgement(
        team,
        STEP.unknown(Cause.MISCONFIGURED).seen("Not seen.").organiserFact("why", why).build());
  }

  @Test
  void leavesOutWhatWasJudged() {
    assertThat(InconclusiveSummary.of(sweep(judgement("red", STEP.unsatisfied().build()))))
        .isEmpty();
  }

  private static Judgement judgement(String team, Finding finding) {
    Verdict verdict = Verdict.of(Instant.EPOCH, finding);
    return new Judgement(
        team, "task", List.of(new Judgement.Part("check", "A claim", 1, verdict)), Instant.EPOCH);
  }

  private static Sweep sweep(Judgement... judgements) {
    return new Sweep("game", Instant.EPOCH, Instant.EPOCH, true, List.of(judgements), List.of());
  }
}
