package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Selects Auto Scaling groups: by name, by tag, or as a resource of a CloudFormation stack.
 *
 * <p>Immutable.
 */
public sealed interface AutoScalingGroups {

  /** Selects the group of a name. */
  static AutoScalingGroups named(String name) {
    return new Named(name);
  }

  /** Selects the groups that carry a tag; there may be several, and a check judges them all. */
  static AutoScalingGroups tagged(String key, String value) {
    return new Tagged(key, value);
  }

  /**
   * Selects the group that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the resource's name in the template
   */
  static AutoScalingGroups inStack(String stack, String logicalId) {
    return new InStack(stack, logicalId);
  }

  /**
   * The group of a name.
   *
   * @param name the group's name
   */
  record Named(String name) implements AutoScalingGroups {
    /** Makes sure that there is a name. */
    public Named {
      checkArgument(!name.isBlank(), "An Auto Scaling group has a name");
    }

    @Override
    public String toString() {
      return "named " + name;
    }
  }

  /**
   * Every group with a tag.
   *
   * @param key the tag's key
   * @param value the tag's value
   */
  record Tagged(String key, String value) implements AutoScalingGroups {
    /** Makes sure that there is a key. */
    public Tagged {
      checkArgument(!key.isBlank(), "A tag has a key");
    }

    @Override
    public String toString() {
      return "tagged " + key + "=" + value;
    }
  }

  /**
   * A resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the resource's name in the template
   */
  record InStack(String stack, String logicalId) implements AutoScalingGroups {
    /** Makes sure that both are there. */
    public InStack {
      checkArgument(!stack.isBlank(), "A stack has a name");
      checkArgument(!logicalId.isBlank(), "A resource has a logical id");
    }

    @Override
    public String toString() {
      return logicalId + " of the stack " + stack;
    }
  }
}
