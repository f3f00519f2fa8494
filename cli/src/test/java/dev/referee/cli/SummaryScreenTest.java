package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Module;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryScreenTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
  private static final Expectation PORT =
      Expectation.of("PortNotOpen", "security groups", "The port is open");
  private static final Expectation STEP = Expectation.of("StepMissing", "step", "It is done");

  @Test
  void showsHowManyPassedWhoNeedsHelpAndWhatIsLeft() {
    Finding denied =
        STEP.unknown(Cause.ACCESS_DENIED).organiserFact("why", "may not ec2:Describe").build();
    Finding late = STEP.unknown(Cause.TIMED_OUT).seen("Late.").build();

    assertThat(
            screen(
                1,
                List.of(
                    List.of(STEP.satisfied().build()),
                    List.of(denied),
                    List.of(late),
                    List.of(PORT.unsatisfied().build(), PORT.unsatisfied().build(), denied),
                    List.of(PORT.unsatisfied().build(), STEP.unsatisfied().build()))))
        .isEqualTo(
            """
            5 teams, 1 task, 5 judged: 1 passed, 2 failed, 2 could not be judged
              Task 0  1 passed, 2 failed, 2 could not be judged

            Teams that need a person's help: 1 (team-02)

            What could not be judged, and why:
              team-02: ACCESS_DENIED (ORGANISER)
                why: may not ec2:Describe
              team-03: TIMED_OUT (AWS)
                Late.

            What most teams still have to do:
              2 teams  PortNotOpen: The port is open (Task 0)
              1 team  StepMissing: It is done (Task 0)\
            """);
  }

  @Test
  void leavesOutWhatWaitsForAnotherFinding() {
    Finding port = PORT.unsatisfied().build();

    assertThat(screen(1, List.of(List.of(port, STEP.unsatisfied().after(port).build()))))
        .contains("1 team  PortNotOpen")
        .doesNotContain("StepMissing");
  }

  @Test
  void showsThatNoTeamNeedsHelp() {
    assertThat(
            screen(
                1, List.of(List.of(STEP.satisfied().build()), List.of(STEP.satisfied().build()))))
        .endsWith("Teams that need a person's help: none");
  }

  @Test
  void showsTheReasonAlsoForManyTeams() {
    List<List<Finding>> many = new ArrayList<>();
    for (int i = 0; i < 72; i++) {
      many.add(
          List.of(
              i == 0
                  ? STEP.satisfied().build()
                  : STEP.unknown(Cause.ACCESS_DENIED).organiserFact("why", "Denied.").build()));
    }

    assertThat(screen(1, many))
        .contains(
            "  team-02, team-03, team-04, team-05, team-06, team-07 and 65 more: ACCESS_DENIED"
                + " (ORGANISER)\n    why: Denied.");
  }

  @Test
  void isOneScreenHoweverManyThereAre() {
    List<List<Finding>> many = new ArrayList<>();
    for (int i = 0; i < 72; i++) {
      many.add(
          i % 2 == 0
              ? List.of(
                  STEP.unknown(Cause.MISCONFIGURED)
                      .organiserFact("why", "long words ".repeat(40) + i)
                      .build())
              : List.of(
                  Expectation.of("Code" + (char) ('A' + i % 26) + "x", "topic", "A claim " + i)
                      .unsatisfied()
                      .build()));
    }

    String screen = screen(20, many);

    assertThat(screen.lines()).hasSizeLessThanOrEqualTo(30);
    assertThat(screen.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(103));
    assertThat(screen)
        .contains("... and 14 more tasks", "... and 34 more reasons", "and 20 more)")
        .containsPattern("\\.\\.\\. and \\d+ more findings");
  }

  private static String screen(int tasks, List<List<Finding>> teams) {
    Task[] all = new Task[tasks];
    for (int i = 0; i < tasks; i++) {
      all[i] =
          Task.builder("task-" + i, "Task " + i)
              .check(new Scripted(() -> Scripted.failed(AT)))
              .build();
    }
    Game game = Game.builder("game", "Game").module(Module.of("module", "Module", all)).build();
    List<Team> known = new ArrayList<>();
    List<Judgement> judged = new ArrayList<>();
    for (int i = 0; i < teams.size(); i++) {
      String id = "team-%02d".formatted(i + 1);
      known.add(Team.of(id));
      for (Task task : all) {
        judged.add(
            new Judgement(
                id,
                task.id(),
                List.of(new Judgement.Part("check", "claim", 1, Verdict.of(AT, teams.get(i)))),
                AT));
      }
    }
    return SummaryScreen.of(
        new Selection(game, known), new Sweep("game", AT, AT, true, judged, List.of()));
  }
}
