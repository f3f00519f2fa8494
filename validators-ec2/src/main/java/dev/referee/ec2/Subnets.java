package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Selects subnets: by id, by tag, or as a resource of a CloudFormation stack.
 *
 * <p>Immutable.
 */
public sealed interface Subnets {

  /** Selects subnets by their ids; all of them have to be there. */
  static Subnets withIds(String first, String... more) {
    return new WithIds(ImmutableList.<String>builder().add(first).add(more).build());
  }

  /** Selects the subnets that carry a tag; there may be several, and a check judges them all. */
  static Subnets tagged(String key, String value) {
    return new Tagged(key, value);
  }

  /**
   * Selects the subnet that is a resource of a CloudFormation stack.
   *
   * @param stack the stack's name or id
   * @param logicalId the resource's name in the template
   */
  static Subnets inStack(String stack, String logicalId) {
    return new InStack(stack, logicalId);
  }

  /**
   * The subnets with the ids.
   *
   * @param ids the subnets' ids
   */
  record WithIds(List<String> ids) implements Subnets {
    /** Makes sure that there is one. */
    public WithIds {
      checkArgument(!ids.isEmpty(), "Say which subnets");
      ids = ImmutableList.copyOf(ids);
    }

    @Override
    public String toString() {
      return String.join(", ", ids);
    }
  }

  /**
   * Every subnet with a tag.
   *
   * @param key the tag's key
   * @param value the tag's value
   */
  record Tagged(String key, String value) implements Subnets {
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
  record InStack(String stack, String logicalId) implements Subnets {
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
