package dev.referee.ssm;

import dev.referee.Check;
import dev.referee.resources.InstanceSource;
import dev.referee.resources.Instances;
import dev.referee.resources.Selector;
import dev.referee.spi.Arguments;

/** A builder of the check {@link SsmChecks#managedInstances}. Not thread-safe. */
public final class ManagedInstancesBuilder {
  private final Arguments.Builder given = ManagedInstances.KIND.arguments();

  ManagedInstancesBuilder() {}

  /** Selects instances by their attributes; this or {@link #inStack} must be set. */
  public ManagedInstancesBuilder instances(Instances instances) {
    return source(InstanceSource.selected(instances));
  }

  /**
   * Selects an instance that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the instance's name in the template
   */
  public ManagedInstancesBuilder inStack(String stack, String logicalId) {
    return source(InstanceSource.inStack(new Selector.InStack(stack, logicalId)));
  }

  private ManagedInstancesBuilder source(InstanceSource one) {
    given.set(ManagedInstances.SOURCE, one);
    return this;
  }

  /**
   * Sets how many of them have to exist and be online; 1 by default, and all if they are selected
   * by id.
   */
  public ManagedInstancesBuilder atLeast(int number) {
    given.set(ManagedInstances.AT_LEAST, number);
    return this;
  }

  /** Sets the percentage of existing instances that have to be online; 100 by default. */
  public ManagedInstancesBuilder share(int percentOnline) {
    given.set(ManagedInstances.SHARE, percentOnline);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if no instances are selected
   */
  public Check build() {
    return given.check();
  }
}
