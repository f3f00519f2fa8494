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
          "The id of a security group is written as in sg-0123, and these are %s",
          with.ids());
    }
    this.selector = selector;
  }

  /** Selects groups by their ids; each is judged by itself. */
  public static SecurityGroupSelector withIds(String first, String... more) {
    return new SecurityGroupSelector(
        new Selector.WithIds(ImmutableList.<String>builder().add(first).add(more).build()));
  }

  /** Selects the groups of a name; each VPC may have one. */
  public static SecurityGroupSelector named(String name) {
    return new SecurityGroupSelector(new Selector.Named(name));
  }

  /** Selects the groups that carry a tag; each is judged by itself. */
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
   * Selects the groups that instances have: those of each network interface, which is judged by
   * itself. What is required has to be open on an instance's primary interface, where its address
   * and its load balancers lead; what must not be open must not be on any. Of an instance that is
   * shutting down nothing is required any more, and what is too much is open until it has ended.
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

  /** Returns which are selected, in words that follow "the security groups". */
  @Override
  public String toString() {
    return isOfInstances() ? "of instances " + selector : selector.toString();
  }
}
