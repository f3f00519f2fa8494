package dev.referee.resources;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A selector of resources: by id, name or tag, as a resource of a CloudFormation stack, or by
 * instances. Its {@code toString} completes "the resources ..".
 *
 * <p>Implementations are immutable.
 */
public sealed interface Selector
    permits Selector.WithIds, Selector.Named, Selector.Tagged, Selector.InStack, Instances {

  /**
   * The resources with the given ids.
   *
   * @param ids the ids; all of them have to exist
   */
  record WithIds(List<String> ids) implements Selector {
    /** Checks that there is one. */
    public WithIds {
      ids = ImmutableList.copyOf(ids);
      checkArgument(!ids.isEmpty(), "Give at least one id");
    }

    @Override
    public String toString() {
      return String.join(", ", ids);
    }
  }

  /**
   * Every resource with a name.
   *
   * @param name the name
   */
  record Named(String name) implements Selector {
    /** Checks that there is a name. */
    public Named {
      checkArgument(!name.isBlank(), "A name must not be blank");
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
    /** Checks that there is a key. */
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
    /** Checks that both are present. */
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
