package dev.referee.spi;

import dev.referee.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Utilities for short and readable facts. */
public final class Facts {
  private static final int MOST = 10;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Facts() {}

  /** Adds a fact for each of the first few items, and one with the number of further items. */
  public static <T> void add(
      Finding.Builder finding,
      List<T> items,
      Function<? super T, String> name,
      Function<? super T, String> value) {
    items.stream().limit(MOST).forEach(item -> finding.fact(name.apply(item), value.apply(item)));
    if (items.size() > MOST) {
      finding.fact("and", (items.size() - MOST) + " more");
    }
  }

  /** Returns a time as text: to the second, in UTC. */
  public static String time(Instant time) {
    return TIME.format(time);
  }

  /** Returns a duration as text, for example {@code 5 min}. */
  public static String duration(Duration duration) {
    return duration.toSecondsPart() == 0
        ? duration.toMinutes() + " min"
        : duration.toSeconds() + " s";
  }
}
