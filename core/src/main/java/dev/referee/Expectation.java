package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Instant;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One step of a fix: a condition that has to hold.
 *
 * <p>A check declares its expectations once, in the order in which to fix them, and returns {@link
 * Finding findings} about them.
 *
 * @param code names what is wrong if it does not hold; it never changes, for example {@code
 *     InstancesNotReplaced}
 * @param topic its subject in two or three words that do not reveal the solution, for example
 *     {@code running instances}
 * @param claim the good state in one sentence, for example {@code Every instance in service runs
 *     clean user data}
 */
public record Expectation(String code, String topic, String claim) {
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Za-z0-9]{2,79}");

  /** Checks the code. */
  public Expectation {
    checkArgument(
        CODE.matcher(code).matches(),
        "A code is written in camel case, e.g. InstancesNotReplaced, not '%s'",
        code);
    checkArgument(!topic.isBlank(), "The expectation %s has no topic", code);
    checkArgument(!claim.isBlank(), "The expectation %s has no claim", code);
  }

  /** Returns an expectation. */
  public static Expectation of(String code, String topic, String claim) {
    return new Expectation(code, topic, claim);
  }

  /** Returns a builder of a finding that the expectation holds. */
  public Finding.Builder satisfied() {
    return finding(Finding.State.SATISFIED);
  }

  /** Returns a builder of a finding that the expectation does not hold. */
  public Finding.Builder unsatisfied() {
    return finding(Finding.State.UNSATISFIED);
  }

  /** Returns a builder of a finding that AWS is still working on it, for an unknown time. */
  public Finding.Builder pending() {
    return finding(Finding.State.PENDING);
  }

  /**
   * Returns a builder of a finding that AWS is still working on it.
   *
   * @param until when to judge again
   */
  public Finding.Builder pending(Instant until) {
    return pending().until(until);
  }

  /** Returns a builder of a finding that it could not be seen. */
  public Finding.Builder unknown(Cause cause) {
    return finding(Finding.State.UNKNOWN).cause(cause);
  }

  /**
   * Returns the finding of a supplier. If the supplier throws {@link Inconclusive}, the finding is
   * unknown with that cause, and the check's other findings still count.
   *
   * @param finding makes the finding; may throw {@link Inconclusive}
   */
  public Finding evaluate(Supplier<Finding> finding) {
    try {
      return finding.get();
    } catch (Inconclusive e) {
      return CheckJudge.unknown(this, e);
    }
  }

  private Finding.Builder finding(Finding.State state) {
    return Finding.builder(this, state);
  }
}
