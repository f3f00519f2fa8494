package dev.referee.ssm;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import dev.referee.Check;
import dev.referee.network.InstanceSource;
import dev.referee.network.Instances;
import org.jspecify.annotations.Nullable;

/** Builds the check that {@link SsmChecks#managedInstances} begins. Not thread-safe. */
public final class ManagedInstancesBuilder {
  private @Nullable InstanceSource source;
  private int atLeast = 1;
  private int percent = 100;

  ManagedInstancesBuilder() {}

  /** Sets that the selected instances are meant; this or {@link #inStack} must be set. */
  public ManagedInstancesBuilder instances(Instances instances) {
    return source(InstanceSource.selected(instances));
  }

  /**
   * Sets that an instance is meant that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the instance's name in the template
   */
  public ManagedInstancesBuilder inStack(String stack, String logicalId) {
    return source(InstanceSource.inStack(stack, logicalId));
  }

  private ManagedInstancesBuilder source(InstanceSource one) {
    checkState(
        source == null, "The instances are meant that are %s; these are others: %s", source, one);
    this.source = one;
    return this;
  }

  /**
   * Sets how many of them have to be there, and to be online; 1 by default, and all of those that
   * are selected by id.
   */
  public ManagedInstancesBuilder atLeast(int number) {
    checkArgument(number > 0, "Nothing is proven by no instance, and this is %s", number);
    this.atLeast = number;
    return this;
  }

  /** Sets how many of those that are there have to be online, in percent; 100 by default. */
  public ManagedInstancesBuilder share(int percentOnline) {
    checkArgument(
        percentOnline > 0 && percentOnline <= 100,
        "A share is from 1 to 100 percent, and this is %s",
        percentOnline);
    this.percent = percentOnline;
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when it is not set which instances are meant
   */
  public Check build() {
    InstanceSource meant = ReachSettings.meant(source);
    return new ManagedInstances(meant, Math.max(atLeast, meant.least()), percent);
  }
}
