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
 * <p>Everything but the times follows from the findings, so a verdict cannot contradict itself: any
 * finding unsatisfied makes it {@link Outcome#FAILED}, else any unknown {@link
 * Outcome#INCONCLUSIVE}, else any pending {@link Outcome#PENDING}, else {@link Outcome#PASSED}. No
 * finding at all is {@code INCONCLUSIVE} for {@link Cause#NO_SUBJECT}: who found nothing has proven
 * nothing.
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
                SUBJECT
                    .unknown(Cause.NO_SUBJECT)
                    .seen("The check found nothing to say anything about.")
                    .build())
            : ImmutableList.copyOf(findings);
    this.evidence = ImmutableList.copyOf(evidence);
    this.outcome = outcome(this.findings);
    this.fixedAt = isPassed() ? fixedAt : null;
  }

  /**
   * Returns the verdict that follows from the findings.
   *
   * @param observedAt the time that the verdict speaks of
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
   * Returns this verdict, with the time at which the fix became complete; kept when passed only.
   */
  public Verdict fixedAt(Optional<Instant> time) {
    return new Verdict(observedAt, time.orElse(null), findings, evidence);
  }

  /** Returns this verdict, standing on the given answers. */
  public Verdict evidence(Iterable<Evidence> answers) {
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

  /** Returns what it comes to. */
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
  public List<Finding> open() {
    return findings.stream().filter(finding -> !finding.isSatisfied()).collect(toImmutableList());
  }

  /**
   * Returns the next step: the first finding of the kind that decides the outcome. A missing step
   * comes before one that could not be seen, and that before one to wait for.
   */
  public Optional<Finding> next() {
    return Stream.of(Finding.State.UNSATISFIED, Finding.State.UNKNOWN, Finding.State.PENDING)
        .flatMap(state -> findings.stream().filter(finding -> finding.state() == state))
        .findFirst();
  }

  /** Returns how far the fix is: 100 percent exactly when passed. */
  public Progress progress() {
    Progress.Sum sum = new Progress.Sum();
    findings.forEach(finding -> sum.add(finding.progress(), 1));
    return sum.total();
  }

  /** Returns until when AWS will be working on it, where that is known; only when pending. */
  public Optional<Instant> until() {
    return outcome() == Outcome.PENDING
        ? findings.stream()
            .flatMap(finding -> finding.until().stream())
            .max(Comparator.naturalOrder())
        : Optional.empty();
  }

  /** Returns why it could not be seen; exactly when inconclusive. */
  public Optional<Cause> cause() {
    return outcome() == Outcome.INCONCLUSIVE ? next().flatMap(Finding::cause) : Optional.empty();
  }

  /** Returns the time that the verdict speaks of: what was seen was so at this time or later. */
  public Instant observedAt() {
    return observedAt;
  }

  /**
   * Returns when the fix became complete, by the timestamps of what was judged and not by the time
   * of looking; empty where that cannot be known, and when not passed.
   */
  public Optional<Instant> fixedAt() {
    return Optional.ofNullable(fixedAt);
  }

  /** Returns the answers behind it, in the order in which they came. */
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
