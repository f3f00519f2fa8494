package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Property tests of the rules for verdicts. */
class LawsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:05:00Z");

  @Provide
  Arbitrary<List<Finding>> findings() {
    return Any.finding().list().ofMinSize(1).ofMaxSize(6).withoutEdgeCases();
  }

  @Provide
  Arbitrary<Verdict> verdicts() {
    return Any.verdict();
  }

  @Provide
  Arbitrary<List<Verdict>> severalVerdicts() {
    return Any.verdict().list().ofMinSize(1).ofMaxSize(5).withoutEdgeCases();
  }

  @Provide
  Arbitrary<Judgement> judgements() {
    return Any.judgement();
  }

  /** Returns the outcome that the law of all-of demands, as a table. */
  private static Outcome allOf(Set<Finding.State> states) {
    if (states.equals(Set.of(Finding.State.SATISFIED))) {
      return Outcome.PASSED;
    }
    if (states.contains(Finding.State.UNSATISFIED)) {
      return Outcome.FAILED;
    }
    return states.contains(Finding.State.UNKNOWN) ? Outcome.INCONCLUSIVE : Outcome.PENDING;
  }

  @Property
  void anyUnsatisfiedFailsElseAnyUnknownIsInconclusiveElseAnyPendingIsPending(
      @ForAll("findings") List<Finding> findings) {
    Set<Finding.State> states = findings.stream().map(Finding::state).collect(Collectors.toSet());
    assertThat(Verdict.of(NOW, findings).outcome()).isEqualTo(allOf(states));
  }

  @Property
  void theOrderOfFindingsDecidesNothing(
      @ForAll("findings") List<Finding> findings, @ForAll long seed) {
    List<Finding> other = new ArrayList<>(findings);
    Collections.shuffle(other, new Random(seed));
    Verdict verdict = Verdict.of(NOW, findings);
    Verdict shuffled = Verdict.of(NOW, other);
    assertThat(shuffled.outcome()).isEqualTo(verdict.outcome());
    assertThat(shuffled.progress()).isEqualTo(verdict.progress());
    assertThat(shuffled.until()).isEqualTo(verdict.until());
  }

  @Property
  void theNextStepIsTheFirstOfTheKindThatDecides(@ForAll("findings") List<Finding> findings) {
    Verdict verdict = Verdict.of(NOW, findings);
    Finding.State decides =
        switch (verdict.outcome()) {
          case FAILED -> Finding.State.UNSATISFIED;
          case INCONCLUSIVE -> Finding.State.UNKNOWN;
          case PENDING -> Finding.State.PENDING;
          case PASSED -> null;
        };
    assertThat(verdict.next())
        .isEqualTo(findings.stream().filter(each -> each.state() == decides).findFirst());
    assertThat(verdict.unresolved())
        .hasSameSizeAs(
            findings.stream().filter(each -> each.state() != Finding.State.SATISFIED).toList());
  }

  @Property
  void aVerdictHasACauseOrATimeOnlyIfItsOutcomeAllows(@ForAll("verdicts") Verdict verdict) {
    assertThat(verdict.cause().isPresent()).isEqualTo(verdict.outcome() == Outcome.INCONCLUSIVE);
    if (verdict.outcome() != Outcome.PENDING) {
      assertThat(verdict.until()).isEmpty();
    } else {
      assertThat(verdict.until())
          .isEqualTo(
              verdict.findings().stream()
                  .map(Finding::until)
                  .flatMap(Optional::stream)
                  .max(Comparator.naturalOrder()));
    }
    assertThat(verdict.withFixedAt(Optional.of(NOW)).fixedAt().isPresent())
        .isEqualTo(verdict.isPassed());
  }

  @Property
  void aHundredPercentExactlyWhenPassed(@ForAll("judgements") Judgement judgement) {
    boolean passed = judgement.verdict().isPassed();
    assertThat(judgement.progress().percent() == 100).isEqualTo(passed);
    assertThat(judgement.verdict().progress().percent() == 100).isEqualTo(passed);
    assertThat(judgement.progress().percent()).isBetween(0, 100);
  }

  @Test
  void nothingFoundIsNeverPassed() {
    Verdict verdict = Verdict.of(NOW, List.of());
    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.cause()).contains(Cause.NO_SUBJECT);
    assertThat(verdict.findings()).hasSize(1);
    assertThat(verdict.withFixedAt(Optional.of(NOW)).fixedAt()).isEmpty();
  }

  @Property
  void alternativesTakeTheBestAndAmongEqualsTheFurthestAndThenTheFirst(
      @ForAll("severalVerdicts") List<Verdict> verdicts) {
    List<Outcome> best =
        List.of(Outcome.PASSED, Outcome.PENDING, Outcome.INCONCLUSIVE, Outcome.FAILED);
    Verdict expected = verdicts.get(0);
    for (Verdict verdict : verdicts) {
      int better = best.indexOf(expected.outcome()) - best.indexOf(verdict.outcome());
      boolean further = verdict.progress().compareTo(expected.progress()) > 0;
      if (better > 0 || (better == 0 && further)) {
        expected = verdict;
      }
    }
    assertThat(Checks.anyOf(verdicts)).isSameAs(expected);
  }

  @Property
  void allOfSeveralIsAllOfTheirFindings(@ForAll("severalVerdicts") List<Verdict> verdicts) {
    Verdict all = Checks.allOf(verdicts);
    List<Finding> findings =
        verdicts.stream().flatMap(verdict -> verdict.findings().stream()).toList();
    assertThat(all.findings()).isEqualTo(findings);
    assertThat(all.isPassed()).isEqualTo(verdicts.stream().allMatch(Verdict::isPassed));
    assertThat(all.observedAt())
        .isEqualTo(verdicts.stream().map(Verdict::observedAt).max(Instant::compareTo).get());
    boolean known = verdicts.stream().allMatch(verdict -> verdict.fixedAt().isPresent());
    assertThat(all.fixedAt().isPresent()).isEqualTo(known);
    if (known) {
      assertThat(all.fixedAt().get())
          .isEqualTo(
              verdicts.stream().map(each -> each.fixedAt().get()).max(Instant::compareTo).get());
    }
  }

  @Property
  void whatCouldNotBeSeenAndWhatIsPendingMovesNoPoints(
      @ForAll("judgements") Judgement any, @ForAll long earned, @ForAll long points) {
    Judgement judgement = new Judgement("team-7", "task", any.parts(), any.completedAt());
    Task task =
        Task.builder("task", "Task")
            .check(new ScoringPolicyTest.FixedCheck("check"))
            .scoring((t, j, h) -> new Award.Points(Score.of(points), "moved"))
            .build();
    TaskHistory history = TaskHistory.builder().earned(Score.of(earned)).build();
    Award award = task.award(judgement, history);
    switch (judgement.verdict().outcome()) {
      case PASSED, FAILED ->
          assertThat(award).isEqualTo(new Award.Points(Score.of(points), "moved"));
      case PENDING, INCONCLUSIVE -> assertThat(award).isInstanceOf(Award.Unchanged.class);
    }
  }

  @Property
  void aJudgementCountsWhenItWasFixedOrElseWhenItWasSeen(
      @ForAll("judgements") Judgement judgement) {
    List<Optional<Instant>> fixed =
        judgement.parts().stream().map(part -> part.verdict().fixedAt()).toList();
    Instant expected =
        fixed.stream().allMatch(Optional::isPresent)
            ? fixed.stream().map(Optional::get).max(Instant::compareTo).get()
            : judgement.completedAt();
    assertThat(judgement.countsAt()).isEqualTo(expected);
  }
}
