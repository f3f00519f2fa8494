package dev.referee.spi;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The properties of a parameter that do not depend on the type of its value. Not thread-safe. */
final class ParameterShape {
  final String name;
  final Parameter.Type type;
  final String description;
  final ImmutableList<String> choices;
  final ImmutableList<MapKey> keys;
  boolean required;
  @Nullable Object defaultValue;
  String defaultText = "";
  @Nullable Object example;
  @Nullable Long least;
  @Nullable Long most;
  @Nullable Duration shortest;

  private ParameterShape(
      String name,
      Parameter.Type type,
      String description,
      List<String> choices,
      List<MapKey> keys) {
    this.name = name;
    this.type = type;
    this.description = description;
    this.choices = ImmutableList.copyOf(choices);
    this.keys = ImmutableList.copyOf(keys);
  }

  /** Creates one of a list of maps. */
  ParameterShape(String name, Parameter.Type type, String description, List<MapKey> keys) {
    this(name, type, description, ImmutableList.of(), keys);
  }

  /** Returns one of a choice, or of a map with certain keys. */
  static ParameterShape withChoices(
      String name, Parameter.Type type, String description, List<String> choices) {
    return new ParameterShape(name, type, description, choices, ImmutableList.of());
  }

  /** Copies another one. */
  ParameterShape(ParameterShape other) {
    this(other.name, other.type, other.description, other.choices, other.keys);
    this.required = other.required;
    this.defaultValue = other.defaultValue;
    this.defaultText = other.defaultText;
    this.example = other.example;
    this.least = other.least;
    this.most = other.most;
    this.shortest = other.shortest;
  }

  /** Returns a description of the type. */
  String words() {
    return switch (type) {
      case CHOICE -> type.words() + String.join(", ", choices);
      case MAPS -> type.words() + keys.stream().map(MapKey::toString).collect(joining(", "));
      case NUMBER -> type.words() + numbers();
      case DURATION -> type.words() + durations() + ", e.g. 5m, 90s or 1h30m";
      default -> type.words();
    };
  }

  private String numbers() {
    if (most != null) {
      return " from %s to %s".formatted(least, most);
    }
    return least == null ? "" : " of at least " + least;
  }

  private String durations() {
    return shortest == null
        ? ""
        : " of at least " + Ascii.toLowerCase(shortest.toString().substring("PT".length()));
  }

  ValueReader values() {
    return new ValueReader(name, words());
  }

  /** Returns a value if it is in the range. */
  <T> T ranged(T value) {
    if (!isInRange(value)) {
      throw values().wrong(value);
    }
    return value;
  }

  private boolean isInRange(Object value) {
    if (value instanceof Duration duration) {
      return shortest == null || duration.compareTo(shortest) >= 0;
    }
    return !(value instanceof Number number)
        || ((least == null || number.longValue() >= least)
            && (most == null || number.longValue() <= most));
  }
}
