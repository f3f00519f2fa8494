package dev.referee.testkit.embedded.common;

import com.google.common.base.Splitter;
import com.google.common.base.Splitter.MapSplitter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * The filters of one kind of resource, matched as in EC2. Every filter must match one of its
 * values, case-sensitively, with {@code *} for any text and {@code ?} for any character.
 */
public final class Filters<T> {
  private static final MapSplitter LINES =
      Splitter.on('\n').trimResults().omitEmptyStrings().withKeyValueSeparator(" = ");

  private final Map<String, Function<T, Collection<String>>> known = new LinkedHashMap<>();

  /** Adds a filter on one value, which a resource may lack. */
  public Filters<T> on(String name, Function<T, ? extends @Nullable Object> value) {
    return any(
        name,
        item -> {
          Object found = value.apply(item);
          return found == null ? List.of() : List.of(text(found));
        });
  }

  /** Adds a filter on several values, of which one has to match. */
  public Filters<T> any(String name, Function<T, Collection<String>> values) {
    known.put(name, values);
    return this;
  }

  /**
   * Adds filters on members of what is described.
   *
   * @param empty a builder of what is described
   * @param lines a line for each filter, as {@code attachment.status = Attachment.Status}; a member
   *     that is a list has a value for each entry
   * @throws IllegalArgumentException for a member that there is not
   */
  public Filters<T> members(SdkPojo empty, String lines) {
    LINES
        .split(lines)
        .forEach(
            (name, path) -> {
              List<SdkField<?>> fields = fields(empty, path);
              any(name, item -> values(item, fields));
            });
    return this;
  }

  private static List<SdkField<?>> fields(SdkPojo empty, String path) {
    List<SdkField<?>> fields = new ArrayList<>();
    SdkPojo within = empty;
    for (String member : Splitter.on('.').split(path)) {
      if (within == null) {
        throw new IllegalArgumentException(path + " leads through a value");
      }
      SdkField<?> field =
          within.sdkFields().stream()
              .filter(one -> one.memberName().equals(member))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("No member " + path));
      fields.add(field);
      SdkField<?> inner =
          field.marshallingType() == MarshallingType.LIST ? Pojos.member(field) : field;
      within = inner.marshallingType() == MarshallingType.SDK_POJO ? Pojos.nested(inner) : null;
    }
    return List.copyOf(fields);
  }

  private static List<String> values(Object item, List<SdkField<?>> fields) {
    Stream<?> values = Stream.of(item);
    for (SdkField<?> field : fields) {
      values =
          values
              .flatMap(value -> Stream.ofNullable(Pojos.valueOf(field, (SdkPojo) value)))
              .flatMap(
                  value -> value instanceof Collection<?> all ? all.stream() : Stream.of(value));
    }
    return values.map(Filters::text).toList();
  }

  /** Returns a value as EC2's filters have it: a time with three digits of a second. */
  private static String text(Object value) {
    return value instanceof Instant time
        ? DateTimeFormatter.ISO_INSTANT.format(time).replaceFirst("(:\\d\\d)Z$", "$1.000Z")
        : value.toString();
  }

  /** Adds the filters {@code tag:KEY}, {@code tag-key} and {@code tag-value}. */
  public Filters<T> tags(Function<T, List<Tag>> tags) {
    any("tag-key", item -> tags.apply(item).stream().map(Tag::key).toList());
    any("tag-value", item -> tags.apply(item).stream().map(Tag::value).toList());
    return any(
        "tag:",
        item -> tags.apply(item).stream().map(tag -> tag.key() + "=" + tag.value()).toList());
  }

  public List<T> select(Collection<T> items, Collection<Filter> filters) {
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
