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

  /** Adds a fact for each of the first few, and says how many more there are. */
  public static <T> void add(
      Finding.Builder finding,
      List<T> things,
      Function<? super T, String> name,
      Function<? super T, String> value) {
    things.stream()
        .limit(MOST)
        .forEach(thing -> finding.fact(name.apply(thing), value.apply(thing)));
    if (things.size() > MOST) {
      finding.fact("and", (things.size() - MOST) + " more");
    }
  }

  /** Writes a time as people read it: to the second, in UTC. */
  public static String time(Instant time) {
    return TIME.format(time);
  }

  /** Writes a duration as people read it, as in {@code 5 min}. */
  public static String duration(Duration duration) {
    return duration.toSecondsPart() == 0
        ? duration.toMinutes() + " min"
        : duration.toSeconds() + " s";
  }
}
