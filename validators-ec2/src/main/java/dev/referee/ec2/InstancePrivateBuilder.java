package dev.referee.ec2;

import dev.referee.Check;
import dev.referee.resources.InstanceSource;
import dev.referee.resources.Instances;
import dev.referee.resources.Selector;
import dev.referee.spi.Arguments;

/** A builder of the check {@link Ec2Checks#instancePrivate}. Not thread-safe. */
public final class InstancePrivateBuilder {
  private final Arguments.Builder given = InstancePrivate.KIND.arguments();

  InstancePrivateBuilder() {}

  /** Selects instances by their attributes; this or another source must be set. */
  public InstancePrivateBuilder instances(Instances instances) {
    return source(InstanceSource.selected(instances));
  }

  /** Selects all members of Auto Scaling groups. */
  public InstancePrivateBuilder group(AutoScalingGroups groups) {
    return source(new InstancesOfGroups(groups));
  }

  /**
   * Selects an instance that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the instance's name in the template
   */
  public InstancePrivateBuilder inStack(String stack, String logicalId) {
    return source(InstanceSource.inStack(new Selector.InStack(stack, logicalId)));
  }

  private InstancePrivateBuilder source(InstanceSource one) {
    given.set(InstancePrivate.SOURCE, one);
    return this;
  }

  /**
   * Sets how many of them have to exist and be running; 1 by default, and all if they are selected
   * by id.
   */
  public InstancePrivateBuilder atLeast(int number) {
    given.set(InstancePrivate.AT_LEAST, number);
    return this;
  }

  /** Sets whether to ignore access over IPv6; by default it counts. */
  public InstancePrivateBuilder ignoreIpv6(boolean ignored) {
    given.set(InstancePrivate.IGNORE_IPV6, ignored);
    return this;
  }

  /**
   * Sets whether a route for outbound internet traffic has to remain, for example to a NAT gateway;
   * by default it does not. Whether that path works is another check's claim.
   */
  public InstancePrivateBuilder mustKeepEgress(boolean mustKeep) {
    given.set(InstancePrivate.MUST_KEEP_EGRESS, mustKeep);
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
