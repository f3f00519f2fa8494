package dev.referee;

import static dev.referee.Fakes.check;
import static dev.referee.Fakes.evidence;
import static dev.referee.Fakes.failing;
import static dev.referee.Fakes.passing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.spi.Memory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final Expectation ONE = Expectation.of("OneMissing", "one", "One is there");
  private static final Expectation TWO = Expectation.of("TwoMissing", "two", "Two is there");

  private final Memory memory = Memory.inMemory();

  /** Judges as if it were so many seconds after the start. */
  private Verdict judge(Check check, long seconds) {
    Clock clock = Clock.fixed(START.plusSeconds(seconds), ZoneOffset.UTC);
    return Referee.builder()
        .executor(Runnable::run)
        .memory(memory)
        .clock(clock)
        .build()
        .judge(check);
  }

  private Verdict judge(Check check) {
    return judge(check, 0);
  }

  private static Check with(String id, Outcome outcome) {
    return check(id, context -> context.verdict(finding(ONE, outcome)));
  }

  private static dev.referee.Finding finding(Expectation expectation, Outcome outcome) {
    return (switch (outcome) {
          case PASSED -> expectation.satisfied();
          case FAILED -> expectation.unsatisfied();
          case PENDING -> expectation.pending();
          case INCONCLUSIVE -> expectation.unknown(Cause.THROTTLED);
        })
        .build();
  }

  private static Check fixedAt(String id, Instant at) {
    return check(id, context -> Fakes.passed(context).withFixedAt(Optional.of(at)));
  }

  private static Check thatBreaks(String id) {
    return check(
        id,
        context -> {
          throw new IllegalStateException("broken");
        });
  }

  @Nested
  class AllOf {

    @ParameterizedTest
    @CsvSource({
      "PASSED, PASSED, PASSED",
      "PASSED, PENDING, PENDING",
      "PENDING, INCONCLUSIVE, INCONCLUSIVE",
      "INCONCLUSIVE, FAILED, FAILED",
      "PENDING, FAILED, FAILED",
      "PASSED, INCONCLUSIVE, INCONCLUSIVE",
      "PASSED, FAILED, FAILED",
    })
    void isAsGoodAsItsWorstPart(Outcome one, Outcome other, Outcome all) {
      assertThat(judge(Checks.allOf("all", with("a", one), with("b", other))).outcome())
          .isEqualTo(all);
      assertThat(judge(Checks.allOf("all", with("b", other), with("a", one))).outcome())
          .isEqualTo(all);
    }

    @Test
    void hasTheFindingsOfAllPartsInOrder() {
      Check first = check("a", context -> context.verdict(finding(TWO, Outcome.PASSED)));
      Check second = check("b", context -> context.verdict(finding(ONE, Outcome.FAILED)));

      assertThat(judge(Checks.allOf("all", first, second)).findings())
          .containsExactly(finding(TWO, Outcome.PASSED), finding(ONE, Outcome.FAILED));
    }

    @Test
    void wasFixedWhenItsLastPartWas() {
      Check early = fixedAt("a", START.minusSeconds(50));
      Check late = fixedAt("b", START.minusSeconds(10));

      assertThat(judge(Checks.allOf("all", late, early)).fixedAt())
          .contains(START.minusSeconds(10));
    }

    @Test
    void doesNotKnowWhenItWasFixedUnlessAllPartsDo() {
      assertThat(judge(Checks.allOf("all", fixedAt("a", START), passing("b"))).fixedAt()).isEmpty();
    }

    @Test
    void continuesIfOnePartBreaks() {
      Verdict verdict = judge(Checks.allOf("all", thatBreaks("bad"), failing("b")));

      assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(verdict.findings())
          .extracting(Finding::code)
          .containsExactly("CouldNotSee", "NotFixed");
      assertThat(Fakes.why(verdict)).contains("The check bad has a bug");
    }

    @Test
    void waitsUntilTheLatestTime() {
      Verdict early = Verdict.of(START, finding(ONE, Outcome.PASSED));
      Verdict late = Verdict.of(START.plusSeconds(5), finding(ONE, Outcome.PASSED));

      assertThat(Checks.allOf(List.of(late, early)).observedAt()).isEqualTo(START.plusSeconds(5));
    }

    @Test
    void hasEachResponseAsEvidenceOnce() {
      Verdict some =
          Verdict.of(START, finding(ONE, Outcome.PASSED))
              .withEvidence(List.of(evidence("A"), evidence("B")));
      Verdict others =
          Verdict.of(START, finding(ONE, Outcome.PASSED))
              .withEvidence(List.of(evidence("B"), evidence("C")));

      assertThat(Checks.allOf(List.of(some, others)).evidence())
          .containsExactly(evidence("A"), evidence("B"), evidence("C"));
    }
  }

  @Nested
  class AnyOf {

    @ParameterizedTest
    @CsvSource({
      "FAILED, FAILED, FAILED",
      "FAILED, INCONCLUSIVE, INCONCLUSIVE",
      "INCONCLUSIVE, PENDING, PENDING",
      "PENDING, PASSED, PASSED",
      "FAILED, PENDING, PENDING",
      "FAILED, PASSED, PASSED",
      "INCONCLUSIVE, PASSED, PASSED",
    })
    void isAsGoodAsItsBestAlternative(Outcome one, Outcome other, Outcome any) {
      assertThat(judge(Checks.anyOf("any", with("a", one), with("b", other))).outcome())
          .isEqualTo(any);
      assertThat(judge(Checks.anyOf("any", with("b", other), with("a", one))).outcome())
          .isEqualTo(any);
    }

    @Test
    void hasTheFindingsOfTheOneThatCountsOnly() {
      Check passes = check("b", context -> context.verdict(finding(TWO, Outcome.PASSED)));

      assertThat(judge(Checks.anyOf("any", with("a", Outcome.FAILED), passes)).findings())
          .containsExactly(finding(TWO, Outcome.PASSED));
    }

    @Test
    void showsTheAlternativeWithMostProgress() {
      Check half =
          check(
              "b",
              context ->
                  context.verdict(finding(TWO, Outcome.PASSED), finding(TWO, Outcome.FAILED)));

      assertThat(judge(Checks.anyOf("any", failing("a"), half)).findings().get(0))
          .isEqualTo(finding(TWO, Outcome.PASSED));
      assertThat(judge(Checks.anyOf("any", half, failing("a"))).findings().get(0))
          .isEqualTo(finding(TWO, Outcome.PASSED));
    }

    @Test
    void showsTheFirstAlternativeAmongEquals() {
      Check other = check("b", context -> context.verdict(finding(TWO, Outcome.FAILED)));

      assertThat(judge(Checks.anyOf("any", other, with("a", Outcome.FAILED))).findings())
          .containsExactly(finding(TWO, Outcome.FAILED));
    }

    @Test
    void continuesIfOneAlternativeBreaks() {
      assertThat(judge(Checks.anyOf("any", thatBreaks("bad"), passing("b"))).isPassed()).isTrue();
    }

    @Test
    void keepsWhenItWasFixed() {
      assertThat(judge(Checks.anyOf("any", failing("a"), fixedAt("b", START))).fixedAt())
          .contains(START);
    }
  }

  @Nested
  class Combining {
    private final Check reads =
        new Named("reads", List.of(ONE, TWO), Permissions.ofReads("ec2:DescribeInstances"));
    private final Check acts =
        new Named("acts", List.of(TWO), Permissions.ofReads("a:B").withActives("ssm:StartSession"));

    @Test
    void unitesPermissionsAndExpectations() {
      for (Check both : List.of(Checks.allOf("x", reads, acts), Checks.anyOf("x", reads, acts))) {
        assertThat(both.permissions())
            .isEqualTo(
                Permissions.ofReads("a:B", "ec2:DescribeInstances")
                    .withActives("ssm:StartSession"));
        assertThat(both.expectations()).containsExactly(ONE, TWO);
      }
    }

    @Test
    void makesAClaimOfTheirs() {
      assertThat(Checks.allOf("x", reads, acts).claim()).isEqualTo("Claim reads and Claim acts");
      assertThat(Checks.anyOf("x", reads, acts).claim()).isEqualTo("Claim reads or Claim acts");
    }

    @Test
    void nests() {
      Check nested =
          Checks.allOf(
              "all",
              passing("a"),
              Checks.anyOf("any", failing("b"), Checks.allOf("deep", passing("c"), passing("d"))));

      assertThat(judge(nested).outcome()).isEqualTo(Outcome.PASSED);
      assertThat(judge(nested).findings()).hasSize(3);
    }

    @Test
    void refusesAnIdThatIsNone() {
      assertThatThrownBy(() -> Checks.allOf("no id", passing("a")))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endsWhenTheTimeOfTheWholeIsUp() {
      List<String> judged = new ArrayList<>();
      HandTimer timer = new HandTimer();
      Check slow =
          check(
              "slow",
              context -> {
                timer.advance(Duration.ofSeconds(30));
                return Fakes.hang();
              });
      Check after =
          check(
              "after",
              context -> {
                judged.add("after");
                return Fakes.passed(context);
              });

      Verdict verdict =
          Referee.builder()
              .timer(timer)
              .executor(Runnable::run)
              .build()
              .judge(Checks.allOf("all", slow, after));

      assertThat(verdict.cause()).contains(Cause.TIMED_OUT);
      assertThat(judged).isEmpty();
      assertThat(Thread.interrupted()).isFalse(); // it was for the check, not for this thread
    }

    private record Named(String id, List<Expectation> expectations, Permissions permissions)
        implements Check {
      @Override
      public String claim() {
        return "Claim " + id;
      }

      @Override
      public Verdict judge(CheckContext context) {
        return Fakes.passed(context);
      }
    }
  }

  @Nested
  class SustainedFor {
    private final Outcome[] outcome = {Outcome.PASSED};
    private final Instant[] fixed = {null};
    private final Check check =
        check(
            "inner",
            context ->
                context
                    .verdict(finding(ONE, outcome[0]))
                    .withFixedAt(Optional.ofNullable(fixed[0]))
                    .withEvidence(List.of(evidence("A"))));
    private final Check sustained = Checks.sustainedFor(Duration.ofMinutes(5), check);

    private Verdict judge(Outcome now, long seconds) {
      outcome[0] = now;
      return ChecksTest.this.judge(sustained, seconds);
    }

    @Test
    void isPendingUntilAStatedTime() {
      judge(Outcome.PASSED, 0);
      Verdict verdict = judge(Outcome.PASSED, 299);

      assertThat(verdict.outcome()).isEqualTo(Outcome.PENDING);
      assertThat(verdict.until()).contains(START.plusSeconds(300));
      assertThat(verdict.next().orElseThrow().code()).isEqualTo("NotSustainedYet");
    }

    @Test
    void passesExactlyAtTheEndOfTheWhile() {
      judge(Outcome.PASSED, 0);

      assertThat(judge(Outcome.PASSED, 300).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void beginsAgainWhenItFails() {
      judge(Outcome.PASSED, 0);
      assertThat(judge(Outcome.FAILED, 100).outcome()).isEqualTo(Outcome.FAILED);

      assertThat(judge(Outcome.PASSED, 310).until()).contains(START.plusSeconds(610));
      assertThat(judge(Outcome.PASSED, 610).isPassed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"PENDING", "INCONCLUSIVE"})
    void doesNotBeginAnewForLess(Outcome less) {
      judge(Outcome.PASSED, 0);
      assertThat(judge(less, 100).outcome()).isEqualTo(less);

      assertThat(judge(Outcome.PASSED, 300).isPassed()).isTrue();
    }

    @Test
    void doesNotBeginAgainIfItBreaks() {
      judge(Outcome.PASSED, 0);
      outcome[0] = null; // which throws

      assertThat(ChecksTest.this.judge(sustained, 100).cause()).contains(Cause.INTERNAL);
      assertThat(judge(Outcome.PASSED, 300).isPassed()).isTrue();
    }

    @Test
    void countsFromWhenItWasFixed() {
      fixed[0] = START.minusSeconds(300);

      Verdict verdict = judge(Outcome.PASSED, 0);

      assertThat(verdict.isPassed()).isTrue();
      assertThat(verdict.fixedAt()).contains(START.minusSeconds(300));
    }

    @Test
    void countsFromALaterFixIfTheBreakWasNotSeen() {
      judge(Outcome.PASSED, 0);
      fixed[0] = START.plusSeconds(200);

      assertThat(judge(Outcome.PASSED, 300).until()).contains(START.plusSeconds(500));
    }

    @Test
    void neverCountsFromBeforeItWasSeenBroken() {
      judge(Outcome.FAILED, 100);
      fixed[0] = START.minusSeconds(1_000);

      assertThat(judge(Outcome.PASSED, 110).until()).contains(START.plusSeconds(400));
    }

    @Test
    void remembersSinceWhenEvenIfThatIsForgottenByTheCheck() {
      fixed[0] = START.minusSeconds(200);
      judge(Outcome.PASSED, 0);
      fixed[0] = null;

      assertThat(judge(Outcome.PASSED, 100).isPassed()).isTrue();
    }

    @Test
    void addsItsFindingAtTheEnd() {
      assertThat(judge(Outcome.PASSED, 0).findings())
          .extracting(Finding::code)
          .containsExactly("OneMissing", "NotSustainedYet");
      assertThat(judge(Outcome.FAILED, 0).findings())
          .extracting(Finding::code)
          .containsExactly("OneMissing");
      assertThat(sustained.expectations())
          .extracting(Expectation::code)
          .containsExactly("NotSustainedYet");
    }

    @Test
    void hasItsDurationInTheClaim() {
      assertThat(sustained.claim()).isEqualTo("Claim of inner, and it stays that way for 5 min");
      assertThat(sustained.id()).isEqualTo("inner");
    }

    @Test
    void refusesNoTime() {
      assertThatThrownBy(() -> Checks.sustainedFor(Duration.ZERO, check))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "other"})
    void keepsAWhileOfItsOwnInEachPartAlsoUnderOneId(String id) {
      boolean[] otherPasses = {false};
      Check other =
          check(
              id,
              context ->
                  otherPasses[0]
                      ? Fakes.passed(context)
                      : context.verdict(finding(ONE, Outcome.PENDING)));
      Check both =
          Checks.allOf(
              "both",
              Checks.sustainedFor(Duration.ofMinutes(5), passing("one")),
              Checks.sustainedFor(Duration.ofMinutes(5), other));
      ChecksTest.this.judge(both, 0);
      otherPasses[0] = true;
      ChecksTest.this.judge(both, 200);

      assertThat(ChecksTest.this.judge(both, 300).until()).contains(START.plusSeconds(500));
    }

    @Test
    void nestsWithADurationOfItsOwn() {
      Check twice = Checks.sustainedFor(Duration.ofMinutes(1), sustained);
      ChecksTest.this.judge(twice, 0);

      assertThat(ChecksTest.this.judge(twice, 300).until()).contains(START.plusSeconds(360));
      assertThat(ChecksTest.this.judge(twice, 360).isPassed()).isTrue();
    }

    @Test
    void keepsTheEvidence() {
      List<Verdict> inner = new ArrayList<>();
      Check spy =
          check(
              "spy",
              context -> {
                inner.add(sustained.judge(context));
                return inner.get(0);
              });

      ChecksTest.this.judge(spy);

      assertThat(inner.get(0).evidence()).containsExactly(evidence("A"));
    }
  }

  @Nested
  class Because {
    private final Check because = failing("a").because("players like it");

    @Test
    void isInTheClaim() {
      assertThat(because.claim()).isEqualTo("Claim of a, because players like it");
    }

    @Test
    void changesNothingElse() {
      assertThat(because.id()).isEqualTo("a");
      assertThat(judge(because)).isEqualTo(judge(failing("a")));
    }
  }
}
