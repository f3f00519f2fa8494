package dev.referee.cli;

import dev.referee.internal.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A converter of the durations of options, which have to be positive. */
final class DurationConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      Duration duration = Durations.parse(text);
      if (duration.compareTo(Duration.ZERO) > 0) {
        return duration;
      }
    } catch (DateTimeException e) {
      // reported below
    }
    throw new TypeConversionException(
        "'%s' is not a duration (examples: 30s, 1h30m)".formatted(text));
  }
}
