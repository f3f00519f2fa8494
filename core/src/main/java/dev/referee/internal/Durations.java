package dev.referee.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;

/** Conversions of durations to and from text, such as {@code 1h30m}, and ISO 8601. */
public final class Durations {
  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws DateTimeException when it is none
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
}
