package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import dev.referee.Check;
import dev.referee.network.InstanceSource;
import dev.referee.network.Instances;
import org.jspecify.annotations.Nullable;

/** Builds the check that {@link Ec2Checks#instancePrivate} begins. Not thread-safe. */
public final class InstancePrivateBuilder {
  private @Nullable InstanceSource source;
  private int atLeast = 1;
  private boolean ipv6 = true;
  private boolean mustKeepEgress;

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
    return source(InstanceSource.inStack(stack, logicalId));
  }

  private InstancePrivateBuilder source(InstanceSource one) {
    checkState(
        source == null, "The instances are meant that are %s; these are others: %s", source, one);
    this.source = one;
    return this;
  }

  /**
   * Sets how many of them have to be there and to run; 1 by default, and all of those that are
   * selected by id.
   */
  public InstancePrivateBuilder atLeast(int number) {
    checkArgument(number > 0, "Nothing is proven by no instance, and this is %s", number);
    this.atLeast = number;
    return this;
  }

  /** Sets whether ways in over IPv6 do not count; they do by default. */
  public InstancePrivateBuilder ignoreIpv6(boolean ignored) {
    this.ipv6 = !ignored;
    return this;
  }

  /**
   * Sets whether a route to the internet has to be left that lets nothing in, as to a NAT gateway;
   * it need not by default. Whether that way works all along is another check's claim.
   */
  public InstancePrivateBuilder mustKeepEgress(boolean mustKeep) {
    this.mustKeepEgress = mustKeep;
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException when it is not set which instances are meant
   */
  public Check build() {
    checkState(
        source != null,
        "Say which instances are meant: instances(Instances.tagged(.., ..)), group(..) or"
            + " inStack(..)");
    return new InstancePrivate(
        new PrivateParameters(source, Math.max(atLeast, source.least()), ipv6, mustKeepEgress));
  }
}
