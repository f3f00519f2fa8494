package dev.referee.resources;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Selects resources: by id, name or tag, as a resource of a CloudFormation stack, or by what
 * instances have. Its {@code toString} completes "the resources ..".
 *
 * <p>Implementations are immutable.
 */
public sealed interface Selector
    permits Selector.WithIds, Selector.Named, Selector.Tagged, Selector.InStack, Instances {

  /**
   * The resources with the given ids.
   *
   * @param ids the ids; all of them have to be there
   */
  record WithIds(List<String> ids) implements Selector {
    /** Makes sure that there is one. */
    public WithIds {
      ids = ImmutableList.copyOf(ids);
      checkArgument(!ids.isEmpty(), "Say which ids");
    }

    @Override
    public String toString() {
      return String.join(", ", ids);
    }
  }

  /**
   * Every resource of a name.
   *
   * @param name the name
   */
  record Named(String name) implements Selector {
    /** Makes sure that there is a name. */
    public Named {
      checkArgument(!name.isBlank(), "A name is not blank");
    }

    @Override
    public String toString() {
      return "named " + name;
    }
  }

  /**
   * Every resource with a tag.
   *
   * @param key the tag's key
   * @param value the tag's value
   */
  record Tagged(String key, String value) implements Selector {
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
  record InStack(String stack, String logicalId) implements Selector {
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
