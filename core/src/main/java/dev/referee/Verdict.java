package dev.referee;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check: whether a fix is real, and the findings that show it.
 *
 * <p>Everything except the times follows from the findings, so a verdict cannot contradict itself:
 * any unsatisfied finding makes it {@link Outcome#FAILED}, else any unknown one {@link
 * Outcome#INCONCLUSIVE}, else any pending one {@link Outcome#PENDING}, else it is {@link
 * Outcome#PASSED}. A verdict without findings is {@code INCONCLUSIVE} for {@link Cause#NO_SUBJECT}:
 * a check that found nothing has proven nothing.
 *
 * <p>Immutable and thread-safe.
 */
public final class Verdict {
  private static final Expectation SUBJECT =
      Expectation.of("NothingToJudge", "subject", "There is something to judge");

  private final Instant observedAt;
  private final @Nullable Instant fixedAt;
  private final ImmutableList<Finding> findings;
  private final ImmutableList<Evidence> evidence;
  private final Outcome outcome;

  private Verdict(
      Instant observedAt,
      @Nullable Instant fixedAt,
      Iterable<Finding> findings,
      Iterable<Evidence> evidence) {
    this.observedAt = observedAt;
    this.findings =
        Iterables.isEmpty(findings)
            ? ImmutableList.of(
                SUBJECT.unknown(Cause.NO_SUBJECT).seen("The check returned no findings.").build())
            : ImmutableList.copyOf(findings);
    this.evidence = ImmutableList.copyOf(evidence);
    this.outcome = outcome(this.findings);
    this.fixedAt = isPassed() ? fixedAt : null;
  }

  /**
   * Returns the verdict that follows from the findings.
   *
   * @param observedAt the time of the verdict
   * @param findings in the order in which to fix them
   */
  public static Verdict of(Instant observedAt, Iterable<Finding> findings) {
    return new Verdict(observedAt, null, findings, List.of());
  }

  /** Returns the verdict that follows from the findings. */
  public static Verdict of(Instant observedAt, Finding... findings) {
    return of(observedAt, ImmutableList.copyOf(findings));
  }

  /**
   * Returns this verdict with the time at which the fix became complete; only a passed verdict
   * keeps it.
   */
  public Verdict withFixedAt(Optional<Instant> time) {
    return new Verdict(observedAt, time.orElse(null), findings, evidence);
  }

  /** Returns this verdict with the given evidence. */
  public Verdict withEvidence(Iterable<Evidence> answers) {
    return new Verdict(observedAt, fixedAt, findings, answers);
  }

  private static Outcome outcome(List<Finding> findings) {
    Set<Finding.State> states = EnumSet.noneOf(Finding.State.class);
    findings.forEach(finding -> states.add(finding.state()));
    if (states.contains(Finding.State.UNSATISFIED)) {
      return Outcome.FAILED;
    }
    if (states.contains(Finding.State.UNKNOWN)) {
      return Outcome.INCONCLUSIVE;
    }
    return states.contains(Finding.State.PENDING) ? Outcome.PENDING : Outcome.PASSED;
  }

  /** Returns the outcome. */
  public Outcome outcome() {
    return outcome;
  }

  /** Returns whether the fix is proven. */
  public boolean isPassed() {
    return outcome() == Outcome.PASSED;
  }

  /** Returns the findings, in the order in which to fix them; never empty. */
  public List<Finding> findings() {
    return findings;
  }

  /** Returns the findings that are not satisfied, in the order in which to fix them. */
  public List<Finding> unresolved() {
    return findings.stream().filter(finding -> !finding.isSatisfied()).collect(toImmutableList());
  }

  /**
   * Returns the next step: the first finding of the state that decides the outcome. Unsatisfied
   * findings come before unknown ones, and those before pending ones.
   */
  public Optional<Finding> next() {
    return Stream.of(Finding.State.UNSATISFIED, Finding.State.UNKNOWN, Finding.State.PENDING)
        .flatMap(state -> findings.stream().filter(finding -> finding.state() == state))
        .findFirst();
  }

  /** Returns the progress of the fix: 100 percent exactly if passed. */
  public Progress progress() {
    Progress.Sum sum = new Progress.Sum();
    findings.forEach(finding -> sum.add(finding.progress(), 1));
    return sum.total();
  }

  /** Returns until when AWS will be working on it, if that is known; only if pending. */
  public Optional<Instant> until() {
    return outcome() == Outcome.PENDING
        ? findings.stream()
            .flatMap(finding -> finding.until().stream())
            .max(Comparator.naturalOrder())
        : Optional.empty();
  }

  /** Returns why it could not be seen; present exactly if inconclusive. */
  public Optional<Cause> cause() {
    return outcome() == Outcome.INCONCLUSIVE ? next().flatMap(Finding::cause) : Optional.empty();
  }

  /** Returns the time of the verdict: what was seen was so at this time or later. */
  public Instant observedAt() {
    return observedAt;
  }

  /**
   * Returns when the fix became complete, by the timestamps of what was judged and not by the time
   * of the judgement; empty if that is unknown, or if not passed.
   */
  public Optional<Instant> fixedAt() {
    return Optional.ofNullable(fixedAt);
  }

  /** Returns the responses behind it, in the order in which they arrived. */
  public List<Evidence> evidence() {
    return evidence;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Verdict that
        && observedAt.equals(that.observedAt)
        && Objects.equals(fixedAt, that.fixedAt)
        && findings.equals(that.findings)
        && evidence.equals(that.evidence);
  }

  @Override
  public int hashCode() {
    return Objects.hash(observedAt, fixedAt, findings, evidence);
  }

  /** Returns the outcome, the progress and the next step in one line. */
  @Override
  public String toString() {
    return outcome()
        + " "
        + progress().percent()
        + " %"
        + next().map(finding -> ", next: " + finding.code()).orElse("");
  }
}
