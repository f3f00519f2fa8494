package dev.referee.ssm;

import dev.referee.Check;
import dev.referee.network.InstanceSource;
import dev.referee.network.Instances;
import java.time.Duration;

/** Builds the check that {@link SsmChecks#commandAnswers} begins. Not thread-safe. */
public final class CommandAnswersBuilder {
  private final ReachSettings settings = new ReachSettings();

  CommandAnswersBuilder() {}

  /** Sets that the selected instances are meant; this or {@link #inStack} must be set. */
  public CommandAnswersBuilder instances(Instances instances) {
    settings.source(InstanceSource.selected(instances));
    return this;
  }

  /**
   * Sets that an instance is meant that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the instance's name in the template
   */
  public CommandAnswersBuilder inStack(String stack, String logicalId) {
    settings.source(InstanceSource.inStack(stack, logicalId));
    return this;
  }

  /**
   * Sets how many of them have to be there and to run; 1 by default, and all of those that are
   * selected by id. Every one that runs has to answer.
   */
  public CommandAnswersBuilder atLeast(int number) {
    settings.atLeast(number);
    return this;
  }

  /** Sets whether the internet must have no way in to them; it must not by default. */
  public CommandAnswersBuilder mustStayPrivate(boolean must) {
    settings.staysPrivate(must);
    return this;
  }

  /**
   * Sets how long one instance may take to answer; 20 seconds by default. What takes longer is not
   * failed, but inconclusive. The budget of the check has to be larger.
   */
  public CommandAnswersBuilder within(Duration time) {
    settings.within(time);
    return this;
  }

  CommandAnswersBuilder pausing(Pause pause) {
    settings.pause(pause);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when it is not set which instances are meant
   */
  public Check build() {
    return new SessionOpens(SessionOpens.COMMAND, settings.with(Proof.RUN_COMMAND));
  }
}
