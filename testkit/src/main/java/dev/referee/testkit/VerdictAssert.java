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
 * Assertions about a verdict. A failure prints all findings, as an organiser sees them, without the
 * evidence: a list of calls with digests helps nobody whose test has just failed.
 *
 * <p>Not thread-safe.
 */
public final class VerdictAssert extends AbstractAssert<VerdictAssert, Verdict> {

  VerdictAssert(Verdict verdict) {
    super(verdict, VerdictAssert.class);
  }

  /** Asserts that the fix is proven. */
  public VerdictAssert isPassed() {
    return hasOutcome(Outcome.PASSED);
  }

  /** Asserts that something is proven to be missing. */
  public VerdictAssert isFailed() {
    return hasOutcome(Outcome.FAILED);
  }

  /** Asserts that AWS is still working on it. */
  public VerdictAssert isPending() {
    return hasOutcome(Outcome.PENDING);
  }

  /** Asserts that it could not be seen, and why. */
  public VerdictAssert isInconclusive(Cause cause) {
    hasOutcome(Outcome.INCONCLUSIVE);
    return holds(actual.cause().equals(Optional.of(cause)), "it could not be seen: " + cause);
  }

  /** Asserts what it comes to. */
  public VerdictAssert hasOutcome(Outcome outcome) {
    isNotNull();
    return holds(actual.outcome() == outcome, "the verdict is " + outcome);
  }

  /** Asserts which step is the next: by its code, as in {@code InstancesNotReplaced}. */
  public VerdictAssert hasNext(String code) {
    isNotNull();
    return holds(
        actual.next().map(Finding::code).equals(Optional.of(code)), "the next step is " + code);
  }

  /** Asserts which step is the next. */
  public VerdictAssert hasNext(Expectation expectation) {
    return hasNext(expectation.code());
  }

  /** Asserts that exactly these steps are open, in this order. */
  public VerdictAssert hasOpen(String... codes) {
    isNotNull();
    return holds(
        actual.open().stream().map(Finding::code).toList().equals(List.of(codes)),
        "open are " + List.of(codes));
  }

  /** Asserts how far the fix is. */
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
