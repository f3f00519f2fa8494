package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.internal.Durations;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values that were given for the parameters of a kind of check; they fit them.
 *
 * <p>Immutable. Asking for a parameter that the kind does not have, or as another type than it
 * declares, is a mistake of the provider and throws {@link IllegalStateException}.
 */
public final class Arguments {
  private final Map<String, Parameter> parameters;
  private final Map<String, Object> given;

  Arguments(Map<String, Parameter> parameters, Map<String, Object> given) {
    this.parameters = ImmutableMap.copyOf(parameters);
    this.given = ImmutableMap.copyOf(given);
  }

  /**
   * Reads what was given for a parameter, by the type that it declares.
   *
   * @throws IllegalArgumentException when it is not of that type; names the value
   */
  static Object read(Parameter parameter, Object value) {
    try {
      return switch (parameter.type()) {
        case TEXT -> scalar(value);
        case TEXTS ->
            value instanceof List<?> list
                ? list.stream().map(Arguments::scalar).collect(ImmutableList.toImmutableList())
                : ImmutableList.of(scalar(value));
        case MAP -> readMap(value);
        case FLAG -> readFlag(scalar(value));
        case NUMBER -> Long.valueOf(scalar(value));
        case DURATION -> readDuration(scalar(value));
      };
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new IllegalArgumentException(
          "%s: '%s' is not %s".formatted(parameter.name(), value, parameter.type().words()), e);
    }
  }

  private static String scalar(Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException("not a single value");
  }

  private static Map<String, String> readMap(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("not a map");
    }
    ImmutableMap.Builder<String, String> texts = ImmutableMap.builder();
    map.forEach((name, text) -> texts.put(scalar(name), scalar(text)));
    return texts.buildOrThrow();
  }

  private static Boolean readFlag(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("not a flag");
    };
  }

  private static Duration readDuration(String value) {
    return Durations.parse(value.replace(" ", ""));
  }

  /** Returns a text that must be given. */
  public String text(String name) {
    return textIfGiven(name).orElseThrow(() -> new IllegalStateException(name + " is optional"));
  }

  /** Returns a text. */
  public Optional<String> textIfGiven(String name) {
    return get(name, Parameter.Type.TEXT, String.class);
  }

  /** Returns texts; none when they are not given. */
  public List<String> texts(String name) {
    List<?> texts = get(name, Parameter.Type.TEXTS, List.class).orElse(List.of());
    return texts.stream().map(String.class::cast).toList();
  }

  /** Returns texts by name; none when they are not given. */
  @SuppressWarnings("unchecked") // readMap() makes maps of texts only
  public Map<String, String> map(String name) {
    return get(name, Parameter.Type.MAP, Map.class).orElse(Map.of());
  }

  /** Returns a flag; false when it is not given. */
  public boolean flag(String name) {
    return get(name, Parameter.Type.FLAG, Boolean.class).orElse(false);
  }

  /** Returns a number. */
  public Optional<Long> number(String name) {
    return get(name, Parameter.Type.NUMBER, Long.class);
  }

  /** Returns a duration. */
  public Optional<Duration> duration(String name) {
    return get(name, Parameter.Type.DURATION, Duration.class);
  }

  private <T> Optional<T> get(String name, Parameter.Type type, Class<T> as) {
    Parameter parameter = parameters.get(name);
    if (parameter == null || parameter.type() != type) {
      throw new IllegalStateException("No parameter " + name + " of type " + type);
    }
    return Optional.ofNullable(given.get(name)).map(as::cast);
  }

  @Override
  public String toString() {
    return given.toString();
  }
}
