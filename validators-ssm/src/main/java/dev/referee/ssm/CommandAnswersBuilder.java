package dev.referee.ssm;

import dev.referee.Check;
import dev.referee.resources.InstanceSource;
import dev.referee.resources.Instances;
import dev.referee.resources.Selector;
import dev.referee.spi.Arguments;
import java.time.Duration;

/** A builder of the check {@link SsmChecks#commandAnswers}. Not thread-safe. */
public final class CommandAnswersBuilder {
  private final Arguments.Builder given = SessionOpens.COMMAND.arguments();
  private Sleeper pause = Sleeper.REAL;

  CommandAnswersBuilder() {}

  /** Selects instances by their attributes; this or {@link #inStack} must be set. */
  public CommandAnswersBuilder instances(Instances instances) {
    given.set(ReachParameters.SOURCE, InstanceSource.selected(instances));
    return this;
  }

  /**
   * Selects an instance that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the instance's name in the template
   */
  public CommandAnswersBuilder inStack(String stack, String logicalId) {
    given.set(
        ReachParameters.SOURCE, InstanceSource.inStack(new Selector.InStack(stack, logicalId)));
    return this;
  }

  /**
   * Sets how many of them have to exist and be running; 1 by default, and all if they are selected
   * by id. Every running one has to respond.
   */
  public CommandAnswersBuilder atLeast(int number) {
    given.set(ReachParameters.AT_LEAST, number);
    return this;
  }

  /** Sets whether the internet must not be able to reach them; by default it must not. */
  public CommandAnswersBuilder mustStayPrivate(boolean must) {
    given.set(ReachParameters.MAY_BE_PUBLIC, !must);
    return this;
  }

  /**
   * Sets how long one instance may take to respond; 20 seconds by default. A longer time is
   * inconclusive, not failed. The time budget of the check has to be longer.
   */
  public CommandAnswersBuilder within(Duration time) {
    given.set(ReachParameters.WITHIN, time);
    return this;
  }

  CommandAnswersBuilder pausing(Sleeper pause) {
    this.pause = pause;
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if no instances are selected
   */
  public Check build() {
    return SessionOpens.command(given.build(), pause);
  }
}
