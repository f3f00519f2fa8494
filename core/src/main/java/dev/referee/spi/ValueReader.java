package dev.referee.spi;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import dev.referee.internal.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A reader of values in the format of game files: texts, numbers, booleans, lists and maps of them.
 *
 * @param name the name of the parameter
 * @param words completes the sentence "It has to be ..."
 */
record ValueReader(String name, String words) {

  String text(@Nullable Object given) {
    return scalar(given, given);
  }

  private String scalar(@Nullable Object given, @Nullable Object whole) {
    if (given instanceof String || given instanceof Number || given instanceof Boolean) {
      return given.toString();
    }
    throw wrong(whole);
  }

  boolean flag(@Nullable Object given) {
    return switch (text(given)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(given);
    };
  }

  int number(@Nullable Object given) {
    try {
      return Ints.saturatedCast(Long.parseLong(text(given)));
    } catch (NumberFormatException e) {
      throw wrong(given);
    }
  }

  Duration duration(@Nullable Object given) {
    try {
      return Durations.parse(text(given).replace(" ", ""));
    } catch (DateTimeException e) {
      throw wrong(given);
    }
  }

  <T> T choice(@Nullable Object given, Map<String, T> choices) {
    T choice = choices.get(text(given));
    if (choice == null) {
      throw wrong(given);
    }
    return choice;
  }

  /** Reads a list, or a single item. */
  <T> ImmutableList<T> texts(@Nullable Object given, Function<? super String, ? extends T> each) {
    if (!(given instanceof List<?> list)) {
      return ImmutableList.of(converted(ImmutableList.of(name), scalar(given, given), each));
    }
    ImmutableList.Builder<T> items = ImmutableList.builder();
    for (int i = 0; i < list.size(); i++) {
      ImmutableList<String> path = ImmutableList.of(name, Integer.toString(i));
      Object value = list.get(i);
      if (value == null || value instanceof List || value instanceof Map) {
        throw new InvalidValueException(
            new InvalidArgument(
                path, "Each item of '%s' has to be a text, not %s".formatted(name, said(value))));
      }
      items.add(converted(path, value.toString(), each));
    }
    return items.build();
  }

  private static <S, T> T converted(
      ImmutableList<String> path, S value, Function<? super S, ? extends T> each) {
    try {
      return each.apply(value);
    } catch (IllegalArgumentException e) {
      throw InvalidValueException.at(path, e);
    }
  }

  /** Reads a map. */
  ImmutableMap<String, String> map(@Nullable Object given, List<String> keys) {
    if (!(given instanceof Map<?, ?> map)) {
      throw wrong(given);
    }
    return map(ImmutableList.of(name), map, keys);
  }

  private ImmutableMap<String, String> map(
      ImmutableList<String> at, Map<?, ?> map, List<String> keys) {
    ImmutableMap.Builder<String, String> texts = ImmutableMap.builder();
    map.forEach(
        (key, value) -> {
          String text = String.valueOf(key);
          if (!isKey(text, keys)) {
            throw refusal(
                at,
                text,
                "There is no key '%s' in '%s'%s".formatted(text, name, Nearest.hint(text, keys)));
          }
          if (value == null || value instanceof List || value instanceof Map) {
            throw refusal(
                at,
                text,
                "'%s' of '%s' has to be a text, not %s".formatted(text, name, said(value)));
          }
          texts.put(text, value.toString());
        });
    return texts.buildOrThrow();
  }

  private static InvalidValueException refusal(
      ImmutableList<String> at, String key, String message) {
    return new InvalidValueException(new InvalidArgument(under(at, key), message));
  }

  private static ImmutableList<String> under(ImmutableList<String> at, String step) {
    return ImmutableList.<String>builder().addAll(at).add(step).build();
  }

  /** Reads a list of maps, or a single map. */
  <T> ImmutableList<T> maps(
      @Nullable Object given,
      List<MapKey> keys,
      Function<? super Map<String, String>, ? extends T> each) {
    ImmutableList<String> at = ImmutableList.of(name);
    if (given instanceof Map<?, ?> map) {
      return ImmutableList.of(entry(at, map, keys, each));
    }
    if (!(given instanceof List<?> list)) {
      throw wrong(given);
    }
    ImmutableList.Builder<T> items = ImmutableList.builder();
    for (int i = 0; i < list.size(); i++) {
      ImmutableList<String> path = under(at, Integer.toString(i));
      if (!(list.get(i) instanceof Map<?, ?> map)) {
        throw new InvalidValueException(
            new InvalidArgument(
                path,
                "Each item of '%s' has to be a map, not %s".formatted(name, said(list.get(i)))));
      }
      items.add(entry(path, map, keys, each));
    }
    return items.build();
  }

  private <T> T entry(
      ImmutableList<String> at,
      Map<?, ?> given,
      List<MapKey> keys,
      Function<? super Map<String, String>, ? extends T> each) {
    ImmutableMap<String, String> map =
        map(at, given, keys.stream().map(MapKey::name).collect(toImmutableList()));
    for (MapKey key : keys) {
      String value = map.get(key.name());
      if (value != null) {
        converted(
            under(at, key.name()),
            value,
            text -> {
              key.test().accept(text);
              return text;
            });
      } else if (key.required()) {
        throw new InvalidValueException(
            new InvalidArgument(
                at, "'%s' of '%s' is missing: %s".formatted(key.name(), name, key.description())));
      }
    }
    return converted(at, map, each);
  }

  /** Returns whether a key is allowed; KEY at the end of an allowed key stands for any text. */
  private static boolean isKey(String text, List<String> keys) {
    return keys.isEmpty()
        || keys.stream()
            .anyMatch(
                key ->
                    key.endsWith("KEY")
                        ? text.startsWith(key.substring(0, key.length() - "KEY".length()))
                        : key.equals(text));
  }

  /** Reads a map of one entry. */
  Map.Entry<String, String> pair(@Nullable Object given) {
    ImmutableMap<String, String> map = map(given, List.of());
    if (map.size() != 1) {
      throw wrong(map);
    }
    return map.entrySet().iterator().next();
  }

  /** Returns the exception for a value that has the wrong type or is out of range. */
  InvalidValueException wrong(@Nullable Object given) {
    return new InvalidValueException(
        new InvalidArgument(
            List.of(name), "'%s' has to be %s, not %s".formatted(name, words, said(given))));
  }

  private static String said(@Nullable Object given) {
    if (given == null) {
      return "empty";
    }
    if (given instanceof List<?> list) {
      return list.isEmpty() ? "an empty list" : "a list";
    }
    if (given instanceof Map<?, ?> map) {
      return map.size() > 1 ? map.size() + " keys with values" : "keys with values";
    }
    return "'" + given + "'";
  }
}
