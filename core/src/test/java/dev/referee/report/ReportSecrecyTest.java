package dev.referee.report;

import static dev.referee.Unicorns.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Disclosure;
import dev.referee.Evidence;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Module;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Unicorns;
import dev.referee.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** Tests that reports for players contain no answers, no secrets and no internals. */
class ReportSecrecyTest {
  private static final List<Cause> CAUSES = List.of(Cause.values());

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<String> secrets = new ArrayList<>();
  private final List<String> exact = new ArrayList<>();
  private int count;

  @RepeatedTest(100)
  void nothingButTopicsLeavesByArea() {
    Verdict verdict = anyVerdict();

    for (Disclosure less : List.of(Disclosure.NUDGE, Disclosure.AREA)) {
      assertThat(
              everything(less, Disclosure.EXACT, verdict)
                  + everything(Disclosure.EXACT, less, verdict))
          .as("seed %s", seed)
          .doesNotContain(secrets)
          .doesNotContain(exact)
          .doesNotContain("SomeCode");
    }
  }

  @RepeatedTest(100)
  void nothingForOrganisersEverLeaves() {
    Verdict verdict = anyVerdict();

    assertThat(everything(Disclosure.EXACT, Disclosure.EXACT, verdict))
        .as("seed %s", seed)
        .doesNotContain(secrets);
  }

  @RepeatedTest(20)
  void organisersSeeAllOfIt() {
    Verdict verdict = anyVerdict();

    for (String all :
        List.of(
            Report.forOrganisers().text(verdict), Report.forOrganisers().html("title", verdict))) {
      assertThat(all).as("seed %s", seed).contains(secrets).contains(exact);
    }
  }

  /** Returns every report on a verdict of a task with the given disclosure. */
  private static String everything(Disclosure asked, Disclosure disclosed, Verdict verdict) {
    Task task = Unicorns.task("task", "Title").disclosure(disclosed).build();
    Game game = Game.builder("game", "Game").module(Module.of("module", "Module", task)).build();
    Judgement judgement =
        new Judgement(
            "red", "task", List.of(new Judgement.Part("ec2.SomeCode", "claim", 1, verdict)), NOW);
    Sweep sweep = new Sweep("game", NOW, NOW, true, List.of(judgement), List.of());
    Report report = Report.forPlayers(asked).now(NOW);
    String ofTask =
        report.text(task, judgement)
            + report.line(task, judgement)
            + report.text(game, sweep)
            + report.board(game, sweep, "red")
            + report.html(game, sweep)
            + JunitXml.write(report, game, sweep)
            + JsonFormat.writeForTeam(asked, game, sweep, "red");
    return disclosed == Disclosure.EXACT
        ? ofTask + report.text(verdict) + report.line(verdict) + report.html("title", verdict)
        : ofTask;
  }

  private Verdict anyVerdict() {
    List<Finding> findings = new ArrayList<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      Expectation expectation = Expectation.of("SomeCode" + i, "topic " + i, note(exact));
      int state = random.nextInt(4);
      Finding.Builder finding =
          switch (state) {
            case 0 -> expectation.satisfied();
            case 1 -> expectation.unsatisfied();
            case 2 -> expectation.pending(NOW.plusSeconds(60));
            default -> expectation.unknown(CAUSES.get(random.nextInt(CAUSES.size())));
          };
      finding.subject(note(exact)).expected(note(exact)).seen(note(exact));
      if (state != 0) {
        finding.remedy(note(exact));
      }
      finding.fact(note(exact), note(exact)).organiserFact(note(secrets), note(secrets));
      findings.add(finding.source(note(secrets)).build());
    }
    Evidence answer =
        new Evidence(
            note(secrets),
            note(secrets),
            note(secrets),
            note(secrets),
            note(secrets),
            200,
            note(secrets),
            NOW,
            note(secrets));
    return Verdict.of(NOW, findings).withEvidence(List.of(answer));
  }

  /** Returns a short word that nothing else contains. */
  private String note(List<String> in) {
    String word = "w" + Long.toString(random.nextLong(1L << 40), 36) + "w" + count++ + "w";
    in.add(word);
    return word;
  }
}
