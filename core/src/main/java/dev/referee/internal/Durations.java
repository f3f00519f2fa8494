package dev.referee.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;

/** Reads and writes durations as people do, {@code 30s} or {@code 1h30m}, and as ISO 8601 does. */
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
