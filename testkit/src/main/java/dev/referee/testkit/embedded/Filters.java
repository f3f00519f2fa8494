package dev.referee.testkit.embedded;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * Knows the filters of one kind of resource, and matches as EC2 does: all filters, any value of
 * each, case-sensitive, {@code *} for any text and {@code ?} for any character.
 */
final class Filters<T> {
  private final Map<String, Function<T, Collection<String>>> known = new LinkedHashMap<>();

  /** Adds a filter on one value, which a resource may lack. */
  Filters<T> on(String name, Function<T, ? extends @Nullable Object> value) {
    return any(
        name,
        item -> {
          Object found = value.apply(item);
          return found == null ? List.of() : List.of(found.toString());
        });
  }

  /** Adds a filter on several values, of which one has to match. */
  Filters<T> any(String name, Function<T, Collection<String>> values) {
    known.put(name, values);
    return this;
  }

  /** Adds the filters {@code tag:KEY}, {@code tag-key} and {@code tag-value}. */
  Filters<T> tags(Function<T, List<Tag>> tags) {
    any("tag-key", item -> tags.apply(item).stream().map(Tag::key).toList());
    any("tag-value", item -> tags.apply(item).stream().map(Tag::value).toList());
    return any(
        "tag:",
        item -> tags.apply(item).stream().map(tag -> tag.key() + "=" + tag.value()).toList());
  }

  List<T> select(Collection<T> items, Collection<Filter> filters) {
    for (Filter filter : filters) {
      known(filter.name());
    }
    return items.stream()
        .filter(item -> filters.stream().allMatch(filter -> matches(item, filter)))
        .toList();
  }

  private boolean matches(T item, Filter filter) {
    Collection<String> actual = known(filter.name()).apply(item);
    String key =
        filter.name().startsWith("tag:") ? Pattern.quote(filter.name().substring(4) + "=") : "";
    return filter.values().stream()
        .map(value -> Pattern.compile(key + wildcards(value), Pattern.DOTALL))
        .anyMatch(pattern -> actual.stream().anyMatch(text -> pattern.matcher(text).matches()));
  }

  private Function<T, Collection<String>> known(@Nullable String name) {
    Function<T, Collection<String>> found =
        known.get(name != null && name.startsWith("tag:") ? "tag:" : name);
    if (found == null) {
      throw new AwsError(400, "InvalidParameterValue", "The filter '" + name + "' is invalid");
    }
    return found;
  }

  private static String wildcards(String value) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        regex.append(Pattern.quote(String.valueOf(value.charAt(++i))));
      } else if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }
}
