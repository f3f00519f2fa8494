package dev.referee.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;

/**
 * The members that AWS always sends. A response without one of them was truncated or falsified on
 * the way: a check would mistake a missing member for a negative answer.
 *
 * <p>Examines only structures that have such members, or that lead to such a structure.
 */
final class RequiredMembers {
  private static final String SERVICES = "software.amazon.awssdk.services.";
  private static final SetMultimap<String, String> NAMES = read();
  private static final Map<Class<?>, Plan> PLANS = new ConcurrentHashMap<>();

  private RequiredMembers() {}

  /**
   * The members of a structure to examine.
   *
   * @param required the required members
   * @param below the members whose structures also have such members
   */
  private record Plan(List<SdkField<?>> required, List<SdkField<?>> below) {}

  /** Returns the first member that a response lacks: {@code Instance.State}. */
  static Optional<String> lackingIn(SdkPojo answer) {
    return Optional.ofNullable(firstLackingIn(answer));
  }

  /** Uses no streams: it examines every structure of every response. */
  private static @Nullable String firstLackingIn(SdkPojo answer) {
    Plan plan = PLANS.get(answer.getClass());
    if (plan == null) {
      plan = PLANS.computeIfAbsent(answer.getClass(), any -> plan(answer));
    }
    for (SdkField<?> field : plan.required()) {
      if (isMissing(value(field, answer))) {
        return answer.getClass().getSimpleName() + "." + field.memberName();
      }
    }
    for (SdkField<?> field : plan.below()) {
      String lacking = firstLackingBelow(value(field, answer));
      if (lacking != null) {
        return lacking;
      }
    }
    return null;
  }

  private static @Nullable String firstLackingBelow(@Nullable Object value) {
    if (value instanceof SdkPojo nested) {
      return firstLackingIn(nested);
    }
    Collection<?> entries =
        value instanceof Map<?, ?> map
            ? map.values()
            : value instanceof Collection<?> list ? list : List.of();
    for (Object entry : entries) {
      String lacking = firstLackingBelow(entry);
      if (lacking != null) {
        return lacking;
      }
    }
    return null;
  }

  private static @Nullable Object value(SdkField<?> field, SdkPojo pojo) {
    return field.getValueOrDefault(pojo);
  }

  private static boolean isMissing(@Nullable Object value) {
    return value == null || value instanceof SdkAutoConstructList;
  }

  private static Plan plan(SdkPojo pojo) {
    Set<String> names = NAMES.get(structure(pojo));
    return new Plan(
        pojo.sdkFields().stream().filter(it -> names.contains(it.memberName())).toList(),
        pojo.sdkFields().stream().filter(it -> leads(it, new HashSet<>())).toList());
  }

  /** Returns whether a member's structure has required members, or leads to such a structure. */
  private static boolean leads(SdkField<?> field, Set<String> seen) {
    return switch (field.marshallingType().getKnownType()) {
      case SDK_POJO -> {
        SdkPojo nested = field.constructor().get();
        String structure = structure(nested);
        yield NAMES.containsKey(structure)
            || (seen.add(structure)
                && nested.sdkFields().stream().anyMatch(below -> leads(below, seen)));
      }
      case LIST -> leads(field.getRequiredTrait(ListTrait.class).memberFieldInfo(), seen);
      case MAP -> leads(field.getRequiredTrait(MapTrait.class).valueFieldInfo(), seen);
      default -> false;
    };
  }

  /** Returns the service's package and the name of a structure or of its builder. */
  private static String structure(SdkPojo pojo) {
    String name = pojo.getClass().getName().replace("$BuilderImpl", "").replace(".model.", ".");
    return name.startsWith(SERVICES) ? name.substring(SERVICES.length()) : name;
  }

  private static SetMultimap<String, String> read() {
    try {
      ImmutableSetMultimap.Builder<String, String> names = ImmutableSetMultimap.builder();
      for (String line :
          Resources.readLines(
              Resources.getResource(RequiredMembers.class, "always-sent.txt"), UTF_8)) {
        int colon = line.indexOf(':');
        if (colon > 0 && !line.startsWith("#")) {
          names.putAll(
              line.substring(0, colon),
              Splitter.on(' ').omitEmptyStrings().split(line.substring(colon + 1)));
        }
      }
      return names.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
