package dev.referee.testkit;

import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Outcome;
import dev.referee.Verdict;
import dev.referee.report.Report;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about a verdict. A failure prints all findings in the organisers' view, without the
 * evidence, which does not help to understand it.
 *
 * <p>Not thread-safe.
 */
public final class VerdictAssert extends AbstractAssert<VerdictAssert, Verdict> {

  VerdictAssert(Verdict verdict) {
    super(verdict, VerdictAssert.class);
  }

  /** Asserts that the verdict is passed. */
  public VerdictAssert isPassed() {
    return hasOutcome(Outcome.PASSED);
  }

  /** Asserts that the verdict is failed. */
  public VerdictAssert isFailed() {
    return hasOutcome(Outcome.FAILED);
  }

  /** Asserts that the verdict is pending. */
  public VerdictAssert isPending() {
    return hasOutcome(Outcome.PENDING);
  }

  /** Asserts that the verdict is inconclusive with the given cause. */
  public VerdictAssert isInconclusive(Cause cause) {
    hasOutcome(Outcome.INCONCLUSIVE);
    return holds(actual.cause().equals(Optional.of(cause)), "it could not be seen: " + cause);
  }

  /** Asserts the outcome. */
  public VerdictAssert hasOutcome(Outcome outcome) {
    isNotNull();
    return holds(actual.outcome() == outcome, "the verdict is " + outcome);
  }

  /** Asserts the next step by its code, for example {@code InstancesNotReplaced}. */
  public VerdictAssert hasNext(String code) {
    isNotNull();
    return holds(
        actual.next().map(Finding::code).equals(Optional.of(code)), "the next step is " + code);
  }

  /** Asserts the next step. */
  public VerdictAssert hasNext(Expectation expectation) {
    return hasNext(expectation.code());
  }

  /** Asserts that exactly these findings are not satisfied, in this order. */
  public VerdictAssert hasUnresolved(String... codes) {
    isNotNull();
    return holds(
        actual.unresolved().stream().map(Finding::code).toList().equals(List.of(codes)),
        "open are " + List.of(codes));
  }

  /** Asserts the progress. */
  public VerdictAssert hasPercent(int percent) {
    isNotNull();
    return holds(actual.progress().percent() == percent, "the progress is " + percent + " %");
  }

  /** Asserts when the fix became complete. */
  public VerdictAssert wasFixedAt(Instant time) {
    isNotNull();
    return holds(actual.fixedAt().equals(Optional.of(time)), "it was fixed at " + time);
  }

  private VerdictAssert holds(boolean condition, String expectation) {
    if (!condition) {
      failWithMessage(
          "%nExpected that %s, but this is what was found:%n%n%s",
          expectation, Report.forOrganisers().text(actual.withEvidence(List.of())));
    }
    return this;
  }
}
