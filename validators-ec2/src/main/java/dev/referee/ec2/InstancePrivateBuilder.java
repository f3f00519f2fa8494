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

  /**
   * Sets that the selected instances are meant, all of them; this or another source must be set.
   */
  public InstancePrivateBuilder instances(Instances instances) {
    return source(InstanceSource.selected(instances));
  }

  /** Sets that the members of Auto Scaling groups are meant, all of them. */
  public InstancePrivateBuilder group(AutoScalingGroups groups) {
    return source(new InstancesOfGroups(groups));
  }

  /**
   * Sets that an instance is meant that is a resource of a CloudFormation stack.
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
   * Sets how many of them have to be there and to run; 1 by default, and all of those that are
   * selected by id.
   */
  public InstancePrivateBuilder atLeast(int number) {
    given.set(InstancePrivate.AT_LEAST, number);
    return this;
  }

  /** Sets whether ways in over IPv6 do not count; they do by default. */
  public InstancePrivateBuilder ignoreIpv6(boolean ignored) {
    given.set(InstancePrivate.IGNORE_IPV6, ignored);
    return this;
  }

  /**
   * Sets whether a route to the internet has to be left that lets nothing in, as to a NAT gateway;
   * it need not by default. Whether that way works all along is another check's claim.
   */
  public InstancePrivateBuilder mustKeepEgress(boolean mustKeep) {
    given.set(InstancePrivate.MUST_KEEP_EGRESS, mustKeep);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when it is not set which instances are meant
   */
  public Check build() {
    return given.check();
  }
}
