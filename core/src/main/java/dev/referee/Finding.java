package dev.referee;

import static com.google.common.base.Preconditions.checkState;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import org.jetbrains.annotations.ApiStatus;

/**
 * One result about one subject, found while judging a fix.
 *
 * <p>Created with an {@link Expectation}; the expectation and the state are mandatory. Immutable.
 */
@Value.Immutable
@ApiStatus.NonExtendable
public abstract class Finding {

  /** The state of an expectation: satisfied, unsatisfied, pending or unknown. */
  public enum State {
    /** It holds. */
    SATISFIED,
    /** It does not hold. */
    UNSATISFIED,
    /** Everything necessary has been done, and AWS is still working on it. */
    PENDING,
    /** It could not be seen. */
    UNKNOWN
  }

  Finding() {}

  /**
   * Returns a builder of a finding in any state, for code that reads findings from elsewhere.
   * Checks use the methods of {@link Expectation}, which require what a state needs.
   */
  public static Builder builder(Expectation expectation, State state) {
    return new Builder().expectation(expectation).state(state);
  }

  /** Returns the expectation. */
  public abstract Expectation expectation();

  /** Returns whether it holds. */
  public abstract State state();

  /** Returns the subject: an ARN, an instance id, a pod. */
  public abstract Optional<String> subject();

  /** Returns what was expected, in words that a player understands. */
  public abstract Optional<String> expected();

  /** Returns what was seen, in words that a player understands. */
  public abstract Optional<String> seen();

  /** Returns further observations, the most important first. */
  public abstract List<Fact> facts();

  /** Returns what to do next, in words that a player understands; empty if satisfied. */
  public abstract Optional<String> remedy();

  /**
   * Returns the code of the earlier finding that has to be satisfied before this one can be judged
   * or can hold. Reports show this finding in one line under the earlier one.
   */
  public abstract Optional<String> after();

  /** Returns the address of the documentation behind the rule. */
  public abstract Optional<String> source();

  /** Returns until when AWS will be working on it; only if {@link State#PENDING pending}. */
  public abstract Optional<Instant> until();

  /** Returns why it could not be seen; present exactly if {@link State#UNKNOWN unknown}. */
  public abstract Optional<Cause> cause();

  /** Returns the progress: all exactly if satisfied; none unless the check set it. */
  @Value.Default
  public Progress progress() {
    return isSatisfied() ? Progress.ALL : Progress.NONE;
  }

  /** Returns the stable code, which names what is wrong if this is not satisfied. */
  public final String code() {
    return expectation().code();
  }

  /** Returns whether the expectation holds. */
  public final boolean isSatisfied() {
    return state() == State.SATISFIED;
  }

  /**
   * Checks that the finding does not contradict itself, and removes the remedy of a satisfied one.
   */
  @Value.Check
  Finding check() {
    checkState(
        progress().isAll() == isSatisfied(),
        "%s is %s, so its progress cannot be %s",
        code(),
        state(),
        progress());
    checkState(
        cause().isPresent() == (state() == State.UNKNOWN),
        "%s is %s: exactly the UNKNOWN findings have a cause",
        code(),
        state());
    checkState(
        until().isEmpty() || state() == State.PENDING,
        "%s is %s: only PENDING findings have a time to wait for",
        code(),
        state());
    return isSatisfied() && (remedy().isPresent() || after().isPresent())
        ? new Builder().from(this).remedy(Optional.empty()).after(Optional.empty()).build()
        : this;
  }

  /** A builder of a finding. Not thread-safe. */
  public static final class Builder extends ImmutableFinding.Builder {
    Builder() {}

    /** Adds an observation for everybody who may see this finding. */
    public Builder fact(String name, Object value) {
      return fact(new Fact(name, value.toString(), false));
    }

    /** Sets the earlier finding that has to be satisfied first. */
    public Builder after(Finding earlier) {
      return after(earlier.code());
    }

    /** Adds an observation for organisers only. */
    public Builder organiserFact(String name, Object value) {
      return fact(new Fact(name, value.toString(), true));
    }
  }
}
