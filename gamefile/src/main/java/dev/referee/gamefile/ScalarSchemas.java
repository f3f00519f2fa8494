package dev.referee.gamefile;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import dev.referee.gamefile.Value.Kind;
import dev.referee.gamefile.Value.Scalar;
import dev.referee.internal.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The schemas for single values. */
final class ScalarSchemas {
  private static final Set<Kind> WRITTEN =
      Set.copyOf(EnumSet.of(Kind.TEXT, Kind.WHOLE, Kind.DECIMAL, Kind.FLAG));
  private static final List<String> WRITTEN_TYPES = List.of("string", "number", "boolean");

  /** A text. Values of other YAML kinds, for example {@code title: 2026}, are accepted, too. */
  static final ScalarSchema<String> TEXT =
      new ScalarSchema<>(
          "a text",
          WRITTEN,
          ImmutableMap.of("type", WRITTEN_TYPES, "minLength", 1),
          text -> {
            checkArgument(!text.isBlank());
            return text;
          });

  /** An id, as defined by the core module. */
  static final ScalarSchema<String> ID =
      matching(
          "an id of letters, digits, '.', '_' and '-', e.g. spawner-stopped",
          "[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  static final ScalarSchema<String> ACCOUNT_ID =
      matching("an account ID (12 digits), in quotes", "[0-9]{12}");

  /** A positive duration. */
  static final ScalarSchema<Duration> DURATION =
      new ScalarSchema<>(
          "a duration, e.g. 3h, 1h30m or PT90M",
          Set.of(Kind.TEXT),
          ImmutableMap.of("type", "string", "examples", List.of("3h", "90m", "1h30m", "PT3H")),
          ScalarSchemas::duration);

  /** A moment, with its offset from UTC. */
  static final ScalarSchema<Instant> TIME =
      new ScalarSchema<>(
          "a time with its offset from UTC, e.g. 2026-11-30T10:00:00+09:00",
          Set.of(Kind.TEXT),
          ImmutableMap.of(
              "type", "string",
              "pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})$",
              "examples", List.of("2026-11-30T10:00:00+09:00")),
          text -> OffsetDateTime.parse(text).toInstant());

  private ScalarSchemas() {}

  private static ScalarSchema<String> matching(String words, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return new ScalarSchema<>(
        words,
        WRITTEN,
        ImmutableMap.of("type", WRITTEN_TYPES, "pattern", "^" + regex + "$"),
        text -> {
          checkArgument(pattern.matcher(text).matches());
          return text;
        });
  }

  /** Returns the schema for a whole number within bounds. */
  static ScalarSchema<Long> whole(long least, long most) {
    return new ScalarSchema<>(
        "a whole number from " + least + " to " + most,
        Set.of(Kind.WHOLE),
        ImmutableMap.of("type", "integer", "minimum", least, "maximum", most),
        text -> {
          long number = Long.parseLong(text);
          checkArgument(number >= least && number <= most);
          return number;
        });
  }

  /** Returns the schema for one of the names of an enum, in lower case. */
  static <E extends Enum<E>> ScalarSchema<E> of(Class<E> type) {
    return choice(
        Arrays.stream(type.getEnumConstants())
            .collect(toImmutableMap(each -> each.name().toLowerCase(Locale.ROOT), each -> each)));
  }

  /** Returns the schema for one of several names. */
  static <T> ScalarSchema<T> choice(ImmutableMap<String, T> choices) {
    return new ScalarSchema<>(
        "one of " + String.join(", ", choices.keySet()),
        Set.of(Kind.TEXT),
        ImmutableMap.of("enum", List.copyOf(choices.keySet())),
        text -> Optional.ofNullable(choices.get(text)).orElseThrow(IllegalArgumentException::new));
  }

  /** Returns the text of a single value that is not empty. */
  static Optional<String> written(Value value) {
    return value instanceof Scalar scalar && WRITTEN.contains(scalar.kind())
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static Duration duration(String text) {
    Duration duration = Durations.parse(text.replace(" ", ""));
    checkArgument(duration.compareTo(Duration.ZERO) > 0);
    return duration;
  }
}
