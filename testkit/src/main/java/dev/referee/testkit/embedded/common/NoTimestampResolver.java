package dev.referee.testkit.embedded.common;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** A YAML resolver that reads dates such as {@code Version: 2012-10-17} as strings. */
public final class NoTimestampResolver extends Resolver {
  @Override
  public void addImplicitResolver(Tag tag, Pattern regexp, String first, int limit) {
    if (!tag.equals(Tag.TIMESTAMP)) {
      super.addImplicitResolver(tag, regexp, first, limit);
    }
  }
}
