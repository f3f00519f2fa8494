package dev.referee.ssm;

import dev.referee.Check;
import dev.referee.resources.InstanceSource;
import dev.referee.resources.Instances;
import dev.referee.resources.Selector;
import dev.referee.spi.Arguments;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A builder of the check {@link SsmChecks#sessionOpens}. Not thread-safe. */
public final class SessionOpensBuilder {
  private final Arguments.Builder given = SessionOpens.SESSION.arguments();
  private Sleeper pause = Sleeper.REAL;
  private @Nullable SessionTimeouts limits;

  SessionOpensBuilder() {}

  /** Selects instances by their attributes; this or {@link #inStack} must be set. */
  public SessionOpensBuilder instances(Instances instances) {
    given.set(ReachParameters.SOURCE, InstanceSource.selected(instances));
    return this;
  }

  /**
   * Selects an instance that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the instance's name in the template
   */
  public SessionOpensBuilder inStack(String stack, String logicalId) {
    given.set(
        ReachParameters.SOURCE, InstanceSource.inStack(new Selector.InStack(stack, logicalId)));
    return this;
  }

  /**
   * Sets how many of them have to exist and be running; 1 by default, and all if they are selected
   * by id. A session has to open to every running one.
   */
  public SessionOpensBuilder atLeast(int number) {
    given.set(ReachParameters.AT_LEAST, number);
    return this;
  }

  /** Sets whether the internet must not be able to reach them; by default it must not. */
  public SessionOpensBuilder mustStayPrivate(boolean must) {
    given.set(ReachParameters.MAY_BE_PUBLIC, !must);
    return this;
  }

  /** Sets the required proof; {@link ProofLevel#SESSION} by default. */
  public SessionOpensBuilder provenBy(ProofLevel required) {
    given.set(SessionOpens.PROOF, required);
    return this;
  }

  /**
   * Sets how long the proof may take for each instance, after its session was started; 20 seconds
   * by default. A longer time is inconclusive, not failed. The time budget of the check has to be
   * longer.
   */
  public SessionOpensBuilder within(Duration time) {
    given.set(ReachParameters.WITHIN, time);
    return this;
  }

  /** Sets the limits of each session; by default they follow from {@link #within}. */
  SessionOpensBuilder limits(SessionTimeouts each) {
    this.limits = each;
    return this;
  }

  SessionOpensBuilder pausing(Sleeper pause) {
    this.pause = pause;
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if no instances are selected
   */
  public Check build() {
    Arguments arguments = given.build();
    return SessionOpens.session(
        arguments,
        limits == null ? SessionTimeouts.of(arguments.get(ReachParameters.WITHIN)) : limits,
        pause);
  }
}
