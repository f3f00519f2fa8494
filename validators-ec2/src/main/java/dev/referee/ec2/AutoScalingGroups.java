package dev.referee.ec2;

import dev.referee.resources.Selector;
import dev.referee.resources.SelectorParameters;
import dev.referee.spi.OneOf;

/**
 * A selector of Auto Scaling groups: by name, by tag, or as a resource of a CloudFormation stack.
 *
 * <p>Immutable.
 */
public final class AutoScalingGroups {
  private static final String WHAT = "Auto Scaling group";

  /** The parameters by which games select them; the same for every check. */
  static final OneOf<AutoScalingGroups> PARAMETERS =
      OneOf.<Selector>of(
              SelectorParameters.name("group", WHAT),
              SelectorParameters.tag("group", WHAT),
              SelectorParameters.inStack("group", WHAT))
          .as(AutoScalingGroups::new);

  private final Selector selector;

  private AutoScalingGroups(Selector selector) {
    this.selector = selector;
  }

  /** Selects the group with a name. */
  public static AutoScalingGroups named(String name) {
    return new AutoScalingGroups(new Selector.Named(name));
  }

  /** Selects the groups with a tag; a check judges all of them. */
  public static AutoScalingGroups tagged(String key, String value) {
    return new AutoScalingGroups(new Selector.Tagged(key, value));
  }

  /**
   * Selects the group that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the resource's name in the template
   */
  public static AutoScalingGroups inStack(String stack, String logicalId) {
    return new AutoScalingGroups(new Selector.InStack(stack, logicalId));
  }

  Selector selector() {
    return selector;
  }

  boolean isInStack() {
    return selector instanceof Selector.InStack;
  }

  /** Returns the selection as words that follow "the groups". */
  @Override
  public String toString() {
    return selector.toString();
  }
}
