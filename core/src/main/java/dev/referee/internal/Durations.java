package dev.referee.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Conversions of durations to and from text, such as {@code 1h30m}, and ISO 8601. */
public final class Durations {
  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws DateTimeException if it is not valid
   */
  public static Duration parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
  }

  /** Writes a duration, in whole seconds. */
  public static String words(Duration duration) {
    String text = Duration.ofSeconds(duration.toSeconds()).toString();
    return text.substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /** Writes a duration as people say it, for example {@code 5 min} and {@code 1 h 30 min}. */
  public static String describe(Duration duration) {
    List<String> parts = new ArrayList<>();
    if (duration.toHours() > 0) {
      parts.add(duration.toHours() + " h");
    }
    if (duration.toMinutesPart() > 0) {
      parts.add(duration.toMinutesPart() + " min");
    }
    if (duration.toSecondsPart() > 0 || parts.isEmpty()) {
      parts.add(duration.toSecondsPart() + " s");
    }
    return String.join(" ", parts);
  }
}
