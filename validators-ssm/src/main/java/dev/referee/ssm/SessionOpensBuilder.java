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
  private @Nullable Duration silence;

  SessionOpensBuilder() {}

  /** Sets that the selected instances are meant; this or {@link #inStack} must be set. */
  public SessionOpensBuilder instances(Instances instances) {
    given.set(ReachParameters.SOURCE, InstanceSource.selected(instances));
    return this;
  }

  /**
   * Sets that an instance is meant that is a resource of a CloudFormation stack.
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
   * Sets how many of them have to be there and to run; 1 by default, and all of those that are
   * selected by id. A session has to open to every one that runs.
   */
  public SessionOpensBuilder atLeast(int number) {
    given.set(ReachParameters.AT_LEAST, number);
    return this;
  }

  /** Sets whether the internet must have no way in to them; it must not by default. */
  public SessionOpensBuilder mustStayPrivate(boolean must) {
    given.set(ReachParameters.MAY_BE_PUBLIC, !must);
    return this;
  }

  /** Sets what has to be seen; a {@link ProofLevel#SESSION} by default. */
  public SessionOpensBuilder provenBy(ProofLevel required) {
    given.set(SessionOpens.PROOF, required);
    return this;
  }

  /**
   * Sets how long the proof of one instance may take, after its session was started; 20 seconds by
   * default. What takes longer is not failed, but inconclusive. The budget of the check has to be
   * larger.
   */
  public SessionOpensBuilder within(Duration time) {
    given.set(ReachParameters.WITHIN, time);
    return this;
  }

  /**
   * Sets how long an agent may say nothing at first; half of the time that it has unless it is set.
   */
  SessionOpensBuilder silentFor(Duration time) {
    this.silence = time;
    return this;
  }

  SessionOpensBuilder pausing(Sleeper pause) {
    this.pause = pause;
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when it is not set which instances are meant
   */
  public Check build() {
    Arguments arguments = given.build();
    Duration within = arguments.get(ReachParameters.WITHIN);
    return SessionOpens.session(arguments, silence == null ? within.dividedBy(2) : silence, pause);
  }
}
