package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.referee.network.Instances;
import java.util.List;

/**
 * Selects security groups: by id, name or tag, as a resource of a CloudFormation stack, or as those
 * that instances have.
 *
 * <p>Immutable.
 */
public sealed interface JudgedGroups {

  /** Selects groups by their ids; each is judged by itself. */
  static JudgedGroups withIds(String first, String... more) {
    return new WithIds(ImmutableList.<String>builder().add(first).add(more).build());
  }

  /** Selects the groups of a name; each VPC may have one. */
  static JudgedGroups named(String name) {
    return new Named(name);
  }

  /** Selects the groups that carry a tag; each is judged by itself. */
  static JudgedGroups tagged(String key, String value) {
    return new Tagged(key, value);
  }

  /**
   * Selects the group that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the resource's name in the template
   */
  static JudgedGroups inStack(String stack, String logicalId) {
    return new InStack(stack, logicalId);
  }

  /**
   * Selects the groups that instances have: those of each network interface, which is judged by
   * itself. What is required has to be open on an instance's primary interface, where its address
   * and its load balancers lead; what must not be open must not be on any. Of an instance that is
   * shutting down nothing is required any more, and what is too much is open until it has ended.
   */
  static JudgedGroups of(Instances instances) {
    return new OfInstances(instances);
  }

  /**
   * The groups with the given ids.
   *
   * @param ids the ids
   */
  record WithIds(List<String> ids) implements JudgedGroups {
    /** Makes sure that they are ids. */
    public WithIds {
      ids = ImmutableList.copyOf(ids);
      checkArgument(
          ids.stream().allMatch(id -> id.startsWith("sg-")),
          "The id of a security group is written as in sg-0123, and these are %s",
          ids);
    }

    @Override
    public String toString() {
      return String.join(", ", ids);
    }
  }

  /**
   * Every group of a name.
   *
   * @param name the group's name
   */
  record Named(String name) implements JudgedGroups {
    /** Makes sure that there is a name. */
    public Named {
      checkArgument(!name.isBlank(), "A security group has a name");
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
  record Tagged(String key, String value) implements JudgedGroups {
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
  record InStack(String stack, String logicalId) implements JudgedGroups {
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

  /**
   * The groups of instances.
   *
   * @param instances the instances
   */
  record OfInstances(Instances instances) implements JudgedGroups {
    @Override
    public String toString() {
      return "of instances " + instances;
    }
  }
}
