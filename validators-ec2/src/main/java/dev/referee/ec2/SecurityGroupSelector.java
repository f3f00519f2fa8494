package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.referee.resources.Instances;
import dev.referee.resources.Selector;
import dev.referee.resources.SelectorParameters;
import dev.referee.spi.OneOf;

/**
 * A selector of security groups: by id, name, tag, CloudFormation stack, or instances that have
 * them.
 *
 * <p>Immutable.
 */
public final class SecurityGroupSelector {
  private static final String WHAT = "security group";

  /** The parameters by which games select them. */
  static final OneOf<SecurityGroupSelector> PARAMETERS =
      OneOf.<Selector>of(
              SelectorParameters.name("securityGroup", WHAT),
              SelectorParameters.ids("securityGroups", WHAT),
              SelectorParameters.tag("securityGroup", WHAT),
              SelectorParameters.inStack("securityGroup", WHAT),
              SelectorParameters.instances(
                  "instances", "the instances whose security groups are judged"))
          .as(SecurityGroupSelector::new);

  private final Selector selector;

  private SecurityGroupSelector(Selector selector) {
    if (selector instanceof Selector.WithIds with) {
      checkArgument(
          with.ids().stream().allMatch(id -> id.startsWith("sg-")),
          "The id of a security group is written like sg-0123, not like %s",
          with.ids());
    }
    this.selector = selector;
  }

  /** Selects groups by their ids; each is judged separately. */
  public static SecurityGroupSelector withIds(String first, String... more) {
    return new SecurityGroupSelector(
        new Selector.WithIds(ImmutableList.<String>builder().add(first).add(more).build()));
  }

  /** Selects the groups with a name; each VPC may have one. */
  public static SecurityGroupSelector named(String name) {
    return new SecurityGroupSelector(new Selector.Named(name));
  }

  /** Selects the groups with a tag; each is judged separately. */
  public static SecurityGroupSelector tagged(String key, String value) {
    return new SecurityGroupSelector(new Selector.Tagged(key, value));
  }

  /**
   * Selects the group that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the resource's name in the template
   */
  public static SecurityGroupSelector inStack(String stack, String logicalId) {
    return new SecurityGroupSelector(new Selector.InStack(stack, logicalId));
  }

  /**
   * Selects the groups of instances; each network interface is judged separately. Required traffic
   * has to be open on an instance's primary interface, to which its address and its load balancers
   * lead; forbidden traffic must not be open on any. For an instance that is shutting down nothing
   * is required any more, and excess traffic is pending until it is terminated.
   */
  public static SecurityGroupSelector of(Instances instances) {
    return new SecurityGroupSelector(instances);
  }

  Selector selector() {
    return selector;
  }

  boolean isInStack() {
    return selector instanceof Selector.InStack;
  }

  boolean isOfInstances() {
    return selector instanceof Instances;
  }

  /** Returns the selection as words that follow "the security groups". */
  @Override
  public String toString() {
    return isOfInstances() ? "of instances " + selector : selector.toString();
  }
}
