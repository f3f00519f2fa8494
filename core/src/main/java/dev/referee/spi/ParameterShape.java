package dev.referee.spi;

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
  boolean required;
  @Nullable Object otherwise;
  String otherwiseWords = "";
  @Nullable Object example;
  @Nullable Long least;
  @Nullable Long most;
  @Nullable Duration shortest;

  ParameterShape(String name, Parameter.Type type, String description, List<String> choices) {
    this.name = name;
    this.type = type;
    this.description = description;
    this.choices = ImmutableList.copyOf(choices);
  }

  /** Copies another one. */
  ParameterShape(ParameterShape other) {
    this(other.name, other.type, other.description, other.choices);
    this.required = other.required;
    this.otherwise = other.otherwise;
    this.otherwiseWords = other.otherwiseWords;
    this.example = other.example;
    this.least = other.least;
    this.most = other.most;
    this.shortest = other.shortest;
  }

  /** Returns a description of the type. */
  String words() {
    return switch (type) {
      case CHOICE -> type.words() + String.join(", ", choices);
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
