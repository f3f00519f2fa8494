package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Instant;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One step of a fix: something that has to hold.
 *
 * <p>A check declares its expectations once, in the order in which to fix them, and turns what it
 * sees into {@link Finding findings} about them.
 *
 * @param code names what is wrong when it does not hold, stable over versions, as in {@code
 *     InstancesNotReplaced}
 * @param topic what it is about in two or three words that give nothing away, as in {@code running
 *     instances}
 * @param claim the good state in one sentence, as in {@code Every instance in service runs clean
 *     user data}
 */
public record Expectation(String code, String topic, String claim) {
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Za-z0-9]{2,79}");

  /** Makes sure that the code is one. */
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

  /** Begins a finding: it holds. */
  public Finding.Builder satisfied() {
    return finding(Finding.State.SATISFIED);
  }

  /** Begins a finding: it does not hold. */
  public Finding.Builder unsatisfied() {
    return finding(Finding.State.UNSATISFIED);
  }

  /** Begins a finding: AWS is still working on it, and nobody can say for how long. */
  public Finding.Builder pending() {
    return finding(Finding.State.PENDING);
  }

  /**
   * Begins a finding: AWS is still working on it.
   *
   * @param until when it is worth looking again
   */
  public Finding.Builder pending(Instant until) {
    return pending().until(until);
  }

  /** Begins a finding: it could not be seen. */
  public Finding.Builder unknown(Cause cause) {
    return finding(Finding.State.UNKNOWN).cause(cause);
  }

  /**
   * Looks, and makes a finding of it also where it could not be seen: then it is unknown for that
   * cause, and what the check finds elsewhere still counts.
   *
   * @param look makes the finding; may throw {@link Inconclusive}
   */
  public Finding found(Supplier<Finding> look) {
    try {
      return look.get();
    } catch (Inconclusive e) {
      return CheckJudge.unknown(this, e);
    }
  }

  private Finding.Builder finding(Finding.State state) {
    return Finding.builder(this, state);
  }
}
