package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Filters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * A table of the resources of one kind, in order of creation, with their tags and filters.
 *
 * @param <T> the SDK's class for the resource
 */
final class ResourceTable<T> {

  /**
   * Names a kind of resource, and the errors about its ids, whose codes and texts differ from type
   * to type.
   *
   * @param prefix what its ids begin with
   * @param type its name as a tag's resource type
   * @param notFound the error code for an id that nothing has
   * @param malformed the error code for what is no id
   * @param words the message about an id that nothing has
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html">Error
   *     codes for the Amazon EC2 API</a>
   */
  record Kind(String prefix, String type, String notFound, String malformed, String words) {
    private static final Map<String, String> PLURALS =
        Map.of(
            "ami", "The image ids '[%s]' do not exist",
            "i", "The instance IDs '%s' do not exist",
            "sg", "The security groups '%s' do not exist");

    /** Names a kind whose error codes and message are as regular as EC2's get. */
    Kind(String prefix, String type, String error) {
      this(
          prefix,
          type,
          error + ".NotFound",
          error + ".Malformed",
          "The " + type + " ID '%s' does not exist");
    }

    AwsError notFound(@Nullable String id) {
      return new AwsError(400, notFound, words.formatted(id));
    }

    /** Returns the error for several ids at once, which some kinds have; else for the first. */
    AwsError notFound(List<String> ids) {
      String several = PLURALS.get(prefix);
      return several == null || ids.size() == 1
          ? notFound(ids.get(0))
          : new AwsError(400, notFound, several.formatted(String.join(", ", ids)));
    }

    AwsError malformed(@Nullable String id) {
      return new AwsError(
          400, malformed, "Invalid id: \"" + id + "\" (expecting \"" + prefix + "-...\")");
    }

    boolean wellFormed(String id) {
      return id.matches(
          prefix
              + (prefix.equals("fleet")
                  ? "-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
                  : "-([0-9a-f]{8}|[0-9a-f]{17})"));
    }
  }

  private final Map<String, T> rows = new LinkedHashMap<>();
  private final Kind kind;
  private final Tags tags;
  private final Function<T, String> id;
  private final BiFunction<T, List<Tag>, T> tagged;
  private final Filters<T> filters;

  ResourceTable(
      Ec2 ec2,
      Kind kind,
      Function<T, String> id,
      BiFunction<T, List<Tag>, T> tagged,
      Filters<T> filters) {
    this.kind = kind;
    this.tags = ec2.tags;
    this.id = id;
    this.tagged = tagged;
    this.filters = filters.tags(row -> tags.of(id.apply(row)));
    tags.register(kind, this::contains);
  }

  boolean contains(String key) {
    return rows.containsKey(key);
  }

  /** Returns the resource, or throws AWS's error for an id that is malformed or unknown. */
  T get(@Nullable String key) {
    T row = key == null ? null : rows.get(key);
    if (row != null) {
      return row;
    }
    throw key == null || kind.wellFormed(key) ? kind.notFound(key) : kind.malformed(key);
  }

  @Nullable T find(@Nullable String key) {
    return key == null ? null : rows.get(key);
  }

  void put(T row) {
    rows.put(id.apply(row), row);
  }

  /** Changes a resource; does nothing if it no longer exists. */
  void change(String key, UnaryOperator<T> change) {
    rows.computeIfPresent(key, (same, row) -> change.apply(row));
  }

  void remove(String key) {
    rows.remove(key);
    tags.forget(key);
  }

  /** Returns those that match, untagged. */
  List<T> all(Predicate<T> which) {
    return rows.values().stream().filter(which).toList();
  }

  /** Returns a resource with its tags on it. */
  T tagged(T row) {
    return tagged.apply(row, tags.of(id.apply(row)));
  }

  /**
   * Returns the result of a Describe operation: the named resources, or all, that match the
   * filters, with their tags.
   */
  List<T> describe(Collection<String> keys, Collection<Filter> wanted) {
    List<T> selected = new ArrayList<>();
    if (keys.isEmpty()) {
      selected.addAll(rows.values());
    } else {
      keys.stream()
          .filter(key -> !contains(key) && !kind.wellFormed(key))
          .findFirst()
          .ifPresent(
              key -> {
                throw kind.malformed(key);
              });
      List<String> unknown = keys.stream().filter(key -> !contains(key)).distinct().toList();
      if (!unknown.isEmpty()) {
        throw kind.notFound(unknown);
      }
      keys.stream().distinct().forEach(key -> selected.add(get(key)));
    }
    return filters.select(selected.stream().map(this::tagged).toList(), wanted);
  }
}
