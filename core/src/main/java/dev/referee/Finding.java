package dev.referee;

import static com.google.common.base.Preconditions.checkState;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;
import org.jetbrains.annotations.ApiStatus;

/**
 * One fact about one subject that was found while judging a fix.
 *
 * <p>Begun by an {@link Expectation}; mandatory are the expectation and the state. Immutable.
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
    /** What had to be done is done, and AWS is still working on it. */
    PENDING,
    /** It could not be seen. */
    UNKNOWN
  }

  Finding() {}

  /**
   * Returns a builder of a finding in any state, for those who read findings from elsewhere. Checks
   * begin with the methods of {@link Expectation}, which ask for what a state needs.
   */
  public static Builder builder(Expectation expectation, State state) {
    return new Builder().expectation(expectation).state(state);
  }

  /** Returns what has to hold. */
  public abstract Expectation expectation();

  /** Returns whether it holds. */
  public abstract State state();

  /** Returns what it is about: an ARN, an instance id, a pod. */
  public abstract Optional<String> subject();

  /** Returns what was expected, in words that a player understands. */
  public abstract Optional<String> expected();

  /** Returns what was seen instead, in words that a player understands. */
  public abstract Optional<String> seen();

  /** Returns what else was seen, in the order in which it matters. */
  public abstract List<Fact> facts();

  /** Returns what to do next, in words that a player understands; empty when satisfied. */
  public abstract Optional<String> remedy();

  /**
   * Returns the code of the earlier finding that this one is a consequence of: it cannot be judged,
   * or cannot hold, before that one is satisfied. Reports show it in one line under that one.
   */
  public abstract Optional<String> after();

  /** Returns the address of the documentation behind the rule. */
  public abstract Optional<String> source();

  /** Returns until when AWS will be working on it; only when {@link State#PENDING pending}. */
  public abstract Optional<Instant> until();

  /** Returns why it could not be seen; exactly when {@link State#UNKNOWN unknown}. */
  public abstract Optional<Cause> cause();

  /** Returns how far this is: all exactly when satisfied; nothing unless the check said more. */
  @Value.Default
  public Progress progress() {
    return isSatisfied() ? Progress.ALL : Progress.NONE;
  }

  /** Returns the stable code, which names what is wrong when this is not satisfied. */
  public final String code() {
    return expectation().code();
  }

  /** Returns whether the expectation holds. */
  public final boolean isSatisfied() {
    return state() == State.SATISFIED;
  }

  /** Makes sure that no finding contradicts itself; what is satisfied leaves nothing to do. */
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
        "%s is %s: a cause belongs to what is UNKNOWN, and to nothing else",
        code(),
        state());
    checkState(
        until().isEmpty() || state() == State.PENDING,
        "%s is %s: a time to wait for belongs to what is PENDING, and to nothing else",
        code(),
        state());
    return isSatisfied() && (remedy().isPresent() || after().isPresent())
        ? new Builder().from(this).remedy(Optional.empty()).after(Optional.empty()).build()
        : this;
  }

  /** A builder of a finding. Not thread-safe. */
  public static final class Builder extends ImmutableFinding.Builder {
    Builder() {}

    /** Adds something that was seen, for everybody who may see this finding. */
    public Builder fact(String name, Object value) {
      return fact(new Fact(name, value.toString(), false));
    }

    /** Says that this is a consequence of an earlier finding. */
    public Builder after(Finding earlier) {
      return after(earlier.code());
    }

    /** Adds something that was seen, for the organiser's eyes only. */
    public Builder organiserFact(String name, Object value) {
      return fact(new Fact(name, value.toString(), true));
    }
  }
}
