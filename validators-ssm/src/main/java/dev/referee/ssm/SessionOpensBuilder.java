package dev.referee.ssm;

import dev.referee.Check;
import dev.referee.network.InstanceSource;
import dev.referee.network.Instances;
import java.time.Duration;

/** Builds the check that {@link SsmChecks#sessionOpens} begins. Not thread-safe. */
public final class SessionOpensBuilder {
  private final ReachSettings settings = new ReachSettings();
  private Proof proof = Proof.SESSION;

  SessionOpensBuilder() {}

  /** Sets that the selected instances are meant; this or {@link #inStack} must be set. */
  public SessionOpensBuilder instances(Instances instances) {
    settings.source(InstanceSource.selected(instances));
    return this;
  }

  /**
   * Sets that an instance is meant that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the instance's name in the template
   */
  public SessionOpensBuilder inStack(String stack, String logicalId) {
    settings.source(InstanceSource.inStack(stack, logicalId));
    return this;
  }

  /**
   * Sets how many of them have to be there and to run; 1 by default, and all of those that are
   * selected by id. A session has to open to every one that runs.
   */
  public SessionOpensBuilder atLeast(int number) {
    settings.atLeast(number);
    return this;
  }

  /** Sets whether the internet must have no way in to them; it must not by default. */
  public SessionOpensBuilder mustStayPrivate(boolean must) {
    settings.staysPrivate(must);
    return this;
  }

  /** Sets what has to be seen; a {@link Proof#SESSION} by default. */
  public SessionOpensBuilder provenBy(Proof required) {
    this.proof = required;
    return this;
  }

  /**
   * Sets how long the proof of one instance may take, after its session was started; 20 seconds by
   * default. What takes longer is not failed, but inconclusive. The budget of the check has to be
   * larger.
   */
  public SessionOpensBuilder within(Duration time) {
    settings.within(time);
    return this;
  }

  /**
   * Sets how long an agent may say nothing at first; half of the time that it has unless it is set.
   */
  SessionOpensBuilder silentFor(Duration time) {
    settings.silence(time);
    return this;
  }

  SessionOpensBuilder pausing(Pause pause) {
    settings.pause(pause);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when it is not set which instances are meant
   */
  public Check build() {
    return new SessionOpens(SessionOpens.SESSION, settings.with(proof));
  }
}
