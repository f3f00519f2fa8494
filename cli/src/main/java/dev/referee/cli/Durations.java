package dev.referee.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads and writes durations as people do: {@code 30s}, {@code 1h30m}. */
final class Durations implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      Duration duration = parse(text);
      if (duration.compareTo(Duration.ZERO) > 0) {
        return duration;
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw new TypeConversionException("'%s' is no duration as in 30s or 1h30m".formatted(text));
  }

  /**
   * Reads a duration.
   *
   * @throws DateTimeException when it is none
   */
  static Duration parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
  }

  /** Writes a duration, in whole seconds. */
  static String words(Duration duration) {
    String text = Duration.ofSeconds(duration.toSeconds()).toString();
    return text.substring("PT".length()).toLowerCase(Locale.ROOT);
  }
}
