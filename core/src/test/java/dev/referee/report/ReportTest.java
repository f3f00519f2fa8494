package dev.referee.report;

import static dev.referee.Unicorns.ANSWER;
import static dev.referee.Unicorns.CLEAN;
import static dev.referee.Unicorns.CLEAN_DONE;
import static dev.referee.Unicorns.NOT_QUIET_YET;
import static dev.referee.Unicorns.NOT_REPLACED;
import static dev.referee.Unicorns.NOT_SEEN;
import static dev.referee.Unicorns.NOW;
import static dev.referee.Unicorns.QUIET;
import static dev.referee.Unicorns.REPLACED;
import static dev.referee.Unicorns.judgement;
import static dev.referee.Unicorns.task;
import static dev.referee.Unicorns.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Difficulty;
import dev.referee.Disclosure;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Module;
import dev.referee.Score;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReportTest {
  private static final Report EXACT = Report.forPlayers(Disclosure.EXACT);
  private static final Report AREA = Report.forPlayers(Disclosure.AREA);
  private static final Report NUDGE = Report.forPlayers(Disclosure.NUDGE);
  private static final Report ORGANISERS = Report.forOrganisers();

  private static final Verdict FAILED =
      verdict(CLEAN_DONE, NOT_REPLACED, NOT_QUIET_YET).withEvidence(List.of(ANSWER));
  private static final Verdict PENDING = verdict(CLEAN_DONE, NOT_QUIET_YET);
  private static final Verdict UNSEEN = verdict(CLEAN_DONE, NOT_SEEN);
  private static final Verdict PASSED =
      verdict(CLEAN_DONE).withFixedAt(Optional.of(Instant.parse("2026-11-22T09:58:13.042Z")));

  private static final Task SPAWNER = task("spawner", "Strange instances").build();

  @Nested
  class ForPlayers {

    @Test
    void exactShowsTheFindingsInOrderAndTheNextStep() {
      assertThat(EXACT.now(NOW).text(SPAWNER, judgement("red", SPAWNER, FAILED)))
          .isEqualTo(
              """
              Strange instances
              Autoscaling, hard, worth 1,000 points
              ✘ FAILED  44 %, 2 left, next: InstancesNotReplaced
                ✔ satisfied  What the group launches from runs no script that starts instances
              → ✘ to do      Every instance in service runs clean user data
                    subject   unicorn-web
                    expected  version 3 on all 3 instances
                    seen      version 2 on 2 instances
                    i-0aaa    version 2
                    i-0bbb    version 2
                    to do     Start an instance refresh of the group.
                    progress  33 %
                ◔ pending    No strange instance has come back for 5 minutes
                    seen   none since 10:00:00
                    until  10:05:00 UTC, in 2 min 30 s

              Next step: InstancesNotReplaced. Start an instance refresh of the group.
              Observed at 2026-11-22 10:02:30 UTC, now
              """);
    }

    @Test
    void foldsConsequencesUnderTheStepThatTheyWaitFor() {
      Verdict verdict =
          verdict(
              NOT_REPLACED,
              CLEAN_DONE,
              QUIET.unsatisfied().seen("It has not begun.").after(NOT_REPLACED).build());

      assertThat(EXACT.text(verdict))
          .startsWith("✘ FAILED  44 %, 1 left")
          .contains("after this  No strange instance has come back for 5 minutes\n")
          .containsOnlyOnce("No strange instance has come back")
          .doesNotContain("It has not begun.");
      assertThat(AREA.text(verdict)).doesNotContain("strange instances");
      assertThat(ORGANISERS.text(verdict)).containsOnlyOnce("No strange instance has come back");
      assertThat(EXACT.html("Title", verdict))
          .containsOnlyOnce("No strange instance has come back");
      assertThat(JsonFormat.write(verdict))
          .containsPattern("\"after\" ?: ?\"InstancesNotReplaced\"");
    }

    @Test
    void showsWhatWaitsForNothing() {
      Finding waiting = QUIET.unsatisfied().seen("It has not begun.").after(NOT_REPLACED).build();

      assertThat(EXACT.text(verdict(waiting))).contains("It has not begun.");
    }

    @Test
    void areaShowsTopicsAndStatesOnly() {
      assertThat(AREA.text(SPAWNER, judgement("red", SPAWNER, FAILED)))
          .isEqualTo(
              """
              Strange instances
              Autoscaling, hard, worth 1,000 points
              ✘ FAILED  44 %, 2 left, look at: running instances
                ✘ to do      running instances
                ◔ pending    strange instances
              """);
    }

    @Test
    void areaCountsFindingsOfOneTopic() {
      assertThat(AREA.text(verdict(NOT_REPLACED, CLEAN_DONE, REPLACED.unsatisfied().build())))
          .isEqualTo(
              """
              ✘ FAILED  44 %, 2 left, look at: running instances
                ✘ to do      running instances (2)
              """);
    }

    @Test
    void nudgeShowsProgressOnly() {
      assertThat(NUDGE.text(FAILED)).isEqualTo("✘ FAILED  44 %, 2 left\n");
      assertThat(NUDGE.text(UNSEEN)).isEqualTo("? INCONCLUSIVE  50 %, 1 left\n");
      assertThat(NUDGE.text(PASSED)).isEqualTo("✔ PASSED  100 %\n");
    }

    @Test
    void neverShowsMoreThanTheTaskDiscloses() {
      Task nudged = task("spawner", "Strange instances").disclosure(Disclosure.NUDGE).build();
      Judgement judgement = judgement("red", nudged, FAILED);

      assertThat(EXACT.text(nudged, judgement)).isEqualTo(NUDGE.text(nudged, judgement));
      assertThat(EXACT.line(nudged, judgement)).isEqualTo(NUDGE.line(nudged, judgement));
    }

    @Test
    void neverShowsMoreThanAskedForEither() {
      assertThat(NUDGE.text(SPAWNER, judgement("red", SPAWNER, FAILED)))
          .endsWith("\n✘ FAILED  44 %, 2 left\n");
    }

    @Test
    void statesThatInconclusiveIsNotTheTeamsFault() {
      assertThat(EXACT.text(UNSEEN))
          .isEqualTo(
              """
              ? INCONCLUSIVE  50 %, 1 left, not the team's fault
                ✔ satisfied  What the group launches from runs no script that starts instances
              → ? unknown    No strange instance has come back for 5 minutes
                    seen  This could not be looked at.
                    note  This is not the team's fault and costs no points.

              Next step: StrangeInstancesComeBack. There is nothing for the team to do now.
              Observed at 2026-11-22 10:02:30 UTC
              """);
      assertThat(AREA.line(UNSEEN)).contains("not the team's fault");
    }

    @Test
    void omitsThatIfTheTeamHasNothingToDo() {
      assertThat(EXACT.text(verdict())).contains("returned no findings").doesNotContain("fault");
    }

    @Test
    void showsTheTimeOfTheFix() {
      assertThat(EXACT.text(PASSED))
          .startsWith("✔ PASSED  100 %, fixed at 09:58:13.042 UTC\n")
          .doesNotContain("Next step");
    }

    @Test
    void namesTheClaimsOfSeveralChecksAndOneNextStepOnly() {
      Judgement two =
          new Judgement(
              "red",
              "spawner",
              List.of(
                  new Judgement.Part("a", "First claim", 3, verdict(NOT_REPLACED)),
                  new Judgement.Part("b", "Second claim", 1, verdict(NOT_REPLACED))),
              NOW);

      String text = EXACT.text(SPAWNER, two);

      assertThat(text).containsSubsequence("First claim\n→ ✘ to do", "Second claim\n  ✘ to do");
      assertThat(text).containsOnlyOnce("→");
    }

    @Test
    void weighsTheProgressOfATask() {
      Judgement two =
          new Judgement(
              "red",
              "spawner",
              List.of(
                  new Judgement.Part("a", "First claim", 3, verdict(CLEAN_DONE)),
                  new Judgement.Part("b", "Second claim", 1, verdict(NOT_REPLACED))),
              NOW);

      assertThat(NUDGE.line(SPAWNER, two)).isEqualTo("Strange instances: ✘ FAILED  83 %, 1 left");
    }
  }

  @Nested
  class ForOrganisers {

    @Test
    void showsEverything() {
      assertThat(ORGANISERS.text(SPAWNER, judgement("red", SPAWNER, FAILED)))
          .isEqualTo(
              """
              Strange instances
              Autoscaling, hard, worth 1,000 points
              ✘ FAILED  44 %, 2 left, next: InstancesNotReplaced

              ec2.spawner: No strange instance is running or coming back
                verdict      FAILED, 4/9, weight 1
                observed at  2026-11-22 10:02:30 UTC
                ✔ satisfied  What the group launches from runs no script that starts instances
                    topic    launch template
                    subject  lt-0a1
                    seen     version 3
              → ✘ to do      InstancesNotReplaced: Every instance in service runs clean user data
                    topic                running instances
                    subject              unicorn-web
                    expected             version 3 on all 3 instances
                    seen                 version 2 on 2 instances
                    i-0aaa               version 2
                    i-0bbb               version 2
                    script (organisers)  aws ec2 run-instances --count 5
                    to do                Start an instance refresh of the group.
                    progress             1/3
                    source               https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh.ht
                                         ml
                ◔ pending    StrangeInstancesComeBack: No strange instance has come back for 5 minutes
                    topic  strange instances
                    seen   none since 10:00:00
                    until  2026-11-22 10:05:00 UTC
                evidence
                  ec2:DescribeInstances  111122223333  eu-west-1  200  2026-11-22 10:02:30.125 UTC
                      request 8a7b6c5d-0000-4444-8888-123456789abc of ec2.eu-west-1.amazonaws.com, sha256
                      abababababababababababababababababababababababababababababababab
              """);
    }

    @Test
    void showsWhyItCouldNotBeSeenAndWhoCanHelp() {
      assertThat(ORGANISERS.text(UNSEEN))
          .contains("cause        ACCESS_DENIED (ORGANISER)")
          .contains("why (organisers)  role/judge may not ec2:DescribeInstances");
      assertThat(ORGANISERS.line(UNSEEN)).contains("ACCESS_DENIED (ORGANISER)");
    }

    @Test
    void showsWhenItWasFixed() {
      assertThat(ORGANISERS.text(PASSED)).contains("fixed at     2026-11-22 09:58:13.042 UTC");
    }

    @Test
    void isNotLimitedByTheTask() {
      Task nudged = task("spawner", "Strange instances").disclosure(Disclosure.NUDGE).build();

      assertThat(ORGANISERS.text(nudged, judgement("red", nudged, FAILED)))
          .contains("run-instances");
    }
  }

  @Nested
  class OfASweep {
    private final Task mail =
        task("mail", "Mail on start").difficulty(Difficulty.EASY).points(250).build();
    private final Task late =
        task("late", "무너진 서버").area(Optional.empty()).needs(Set.of("spawner", "watching")).build();
    private final Game game =
        Game.builder("unicorn", "Unicorn Corp")
            .module(Module.of("repair", "Repair", SPAWNER, late))
            .module(Module.of("watching", "Watching", mail))
            .build();
    private final Sweep sweep =
        new Sweep(
            "unicorn",
            NOW,
            NOW.plusSeconds(2),
            true,
            List.of(
                judgement("red", SPAWNER, FAILED),
                judgement("red", mail, PASSED),
                judgement("blue", SPAWNER, UNSEEN)),
            List.of(
                new Sweep.Closed("red", "late", Set.of("watching", "spawner")),
                new Sweep.Closed("blue", "late", Set.of("watching", "spawner"))));

    @Test
    void theBoardSaysWhatIsOpenRightNow() {
      assertThat(EXACT.board(game, sweep, "red"))
          .isEqualTo(
              """
              Team red
                 task               area         level  points  outcome  done
              Repair
              ✘  Strange instances  Autoscaling  hard   1,000   FAILED   44 %   2 left, next: InstancesNotReplaced
              -  무너진 서버                     hard   1,000   LOCKED
                  waits for Strange instances, Watching
              Watching
              ✔  Mail on start      Autoscaling  easy   250     PASSED   100 %  fixed at 09:58:13.042 UTC
              Unlocked and not solved: Strange instances
              """);
    }

    @Test
    void theBoardFitsOnALineIfThereIsRoom() {
      assertThat(EXACT.width(120).board(game, sweep, "red"))
          .contains("무너진 서버                     hard   1,000   LOCKED          waits for Strange");
    }

    @Test
    void tablesStayWithinTheirColumns() {
      Task wordy = task("wordy", "Why ".repeat(30).strip()).build();
      Game words = Game.builder("words", "Words").module(Module.of("m", "M", wordy)).build();
      Sweep seen =
          new Sweep("words", NOW, NOW, true, List.of(judgement("red", wordy, FAILED)), List.of());

      for (int columns : new int[] {40, 60, 100}) {
        assertThat(EXACT.width(columns).board(words, seen, "red").lines())
            .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
        assertThat(ORGANISERS.width(columns).overview(words, seen).lines())
            .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
      }
    }

    @Test
    void theBoardShowsWhatWasNotJudged() {
      assertThat(EXACT.board(game, sweep, "blue"))
          .containsPattern("Mail on start .* NOT JUDGED\n")
          .contains("Unlocked and not solved: Strange instances\n");
    }

    @Test
    void theBoardSaysWhenNothingIsOpen() {
      assertThat(EXACT.board(game, sweep, "green")).contains("Unlocked and not solved: none\n");
    }

    @Test
    void playersSeeTheirOwnTeamOnly() {
      assertThat(EXACT.text(game, sweep, "red"))
          .contains("Unicorn Corp\nObserved at 2026-11-22 10:02:30 UTC\n", "Team red", "→ ✘ to do")
          .doesNotContain("blue");
      assertThatThrownBy(() -> EXACT.text(game, sweep))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[red, blue]");
    }

    @Test
    void operatorsSeeAllTeamsAtAGlance() {
      assertThat(ORGANISERS.overview(game, sweep))
          .isEqualTo(
              """
                 task               ✔ PASSED  ✘ FAILED  ? INCONCLUSIVE  - LOCKED
              1  Strange instances            1         1
              2  무너진 서버                                            2
              3  Mail on start      1

              team  progress  passed  1  2  3
              red   48 %      1 of 3  ✘  -  ✔
              blue  16 %      0 of 3  ?  -
              """);
      assertThat(ORGANISERS.coloured(true).overview(game, sweep))
          .contains("red   48 %      1 of 3  \u001b[31m✘\u001b[0m  -  \u001b[32m✔\u001b[0m\n");
      assertThatThrownBy(() -> EXACT.overview(game, sweep))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void teamsAreRankedIfPointsAreKnown() {
      Report scored =
          ORGANISERS.scores(
              List.of(
                  new TeamScore("red", 2, Score.of(250)), new TeamScore("blue", 1, Score.of(1300))),
              "By this look alone.");

      assertThat(scored.overview(game, sweep))
          .endsWith(
              """

              rank  team  points  passed  1  2  3
              1.    blue  1,300   0 of 3  ?  -
              2.    red   250     1 of 3  ✘  -  ✔
              By this look alone.
              """);
      assertThat(scored.text(game, sweep))
          .contains("2 teams, 3 tasks, 1 ✔ passed, 1 ✘ failed, 0 ◔ waiting, 1 ? cannot be judged")
          .containsSubsequence("Team blue", "Team red");
      assertThat(ORGANISERS.scores(List.of(), "Nothing.").overview(game, sweep))
          .isEqualTo(ORGANISERS.overview(game, sweep));
    }

    @Test
    void callsTeamsByTheirNames() {
      Report named =
          ORGANISERS.teams(List.of(new Team("red", "Red Pandas", List.of()), Team.of("blue")));

      assertThat(named.board(game, sweep, "red")).startsWith("Red Pandas (red)\n");
      assertThat(named.board(game, sweep, "blue")).startsWith("Team blue\n");
      assertThat(named.board(game, sweep, "green")).startsWith("Team green\n");
    }

    @Test
    void operatorsSeeAllTeams() {
      assertThat(ORGANISERS.text(game, sweep))
          .containsSubsequence("Team red", "run-instances", "Team blue", "role/judge may not");
    }

    @Test
    void saysThatItIsNotComplete() {
      Sweep broken = new Sweep("unicorn", NOW, NOW, false, sweep.judgements(), sweep.closed());

      assertThat(ORGANISERS.text(game, broken)).contains("Not everything was judged.");
      assertThat(ORGANISERS.text(game, sweep)).doesNotContain("Not everything");
    }
  }

  @Nested
  class Times {

    @ParameterizedTest
    @CsvSource({
      "2026-11-22T10:02:30Z, '10:05:00 UTC, in 2 min 30 s'",
      "2026-11-22T10:02:30.001Z, '10:05:00 UTC, in 2 min 30 s'",
      "2026-11-22T10:04:59.999Z, '10:05:00 UTC, in 1 s'",
      "2026-11-22T10:05:00Z, '10:05:00 UTC, now'",
      "2026-11-22T11:35:00Z, '10:05:00 UTC, 1 h 30 min ago'",
    })
    void areToldFromTheTimeOfLooking(Instant now, String told) {
      assertThat(EXACT.now(now).line(PENDING)).isEqualTo("◔ PENDING  50 %, 1 left, until " + told);
    }

    @Test
    void areAbsoluteWithoutAClock() {
      assertThat(EXACT.line(PENDING)).endsWith("until 10:05:00 UTC");
    }

    @ParameterizedTest
    @CsvSource({
      "2026-11-23T00:00:00Z, 2026-11-23 00:00:00 UTC",
      "2026-11-22T23:59:59.5Z, 23:59:59.500 UTC",
      "+1000000000-12-31T23:59:59.999999999Z, +1000000000-12-31T23:59:59.999999999Z",
    })
    void haveTheirDayWhereItIsAnother(Instant until, String told) {
      assertThat(EXACT.line(verdict(QUIET.pending(until).build()))).endsWith("until " + told);
    }
  }

  @Nested
  class Looks {

    @Test
    void hasNoColourUnlessAsked() {
      assertThat(ORGANISERS.text(FAILED)).doesNotContain("\u001b");
      assertThat(EXACT.coloured(true).line(FAILED))
          .isEqualTo("\u001b[31m✘ FAILED\u001b[0m  44 %, 2 left, next: InstancesNotReplaced");
    }

    @ParameterizedTest
    @EnumSource(Disclosure.class)
    void hasTheSameTextInColour(Disclosure disclosure) {
      Report plain = Report.forPlayers(disclosure).now(NOW);

      assertThat(plain.coloured(true).text(FAILED).replaceAll("\u001b\\[[0-9]+m", ""))
          .isEqualTo(plain.text(FAILED));
    }

    @Test
    void marksInAsciiOnRequest() {
      String text =
          EXACT.ascii(true).text(verdict(CLEAN_DONE, NOT_REPLACED, NOT_QUIET_YET, NOT_SEEN));

      assertThat(text)
          .contains("  + satisfied", "> x to do", "  ~ pending", "  ? unknown")
          .matches("[\\x20-\\x7e\\n]+");
    }

    @Test
    void wrapsUnderTheText() {
      assertThat(EXACT.width(40).text(verdict(NOT_REPLACED)))
          .contains(
              """
              → ✘ to do      Every instance in service
                             runs clean user data
              """)
          .contains("      to do     Start an instance\n                refresh of the group.\n");
    }

    @Test
    void refusesToBeTooNarrow() {
      assertThatThrownBy(() -> EXACT.width(39)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsWhatIsEmpty() {
      assertThat(EXACT.text(verdict(CLEAN.unsatisfied().seen("").build()))).contains("seen  ''\n");
    }

    @Test
    void isNotFooledByNames() {
      String evil = "web\n✔ PASSED\u001b[2J\u202e";
      Finding finding = CLEAN.unsatisfied().seen(evil).fact(evil, evil).remedy(evil).build();
      Task task = task("spawner", evil).build();

      String text = EXACT.text(task, judgement("red", task, verdict(finding)));

      assertThat(text).doesNotContain("\n✔", "\u001b", "\u202e");
      assertThat(text).contains("seen", "web\\n✔ PASSED\\u001b[2J\\u202e");
      assertThat(EXACT.line(task, judgement("red", task, verdict(finding)))).doesNotContain("\n");
    }
  }
}
