package dev.referee.report;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.SECONDS;

import dev.referee.Finding;
import dev.referee.Outcome;
import dev.referee.internal.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The style of text output: width, characters, colours and times.
 *
 * @param width the columns there are
 * @param ascii whether marks are made of ASCII only
 * @param coloured whether to colour, by ANSI escape sequences
 * @param now the time of looking; null when nobody said
 * @param dated whether times have their day, also where it is clear
 */
record TextStyle(int width, boolean ascii, boolean coloured, @Nullable Instant now, boolean dated) {
  private static final Instant FAR = Instant.parse("9999-12-31T00:00:00Z");
  private static final DateTimeFormatter DAY = format("uuuu-MM-dd");
  private static final DateTimeFormatter TIME = format("HH:mm:ss 'UTC'");
  private static final DateTimeFormatter MILLIS = format("HH:mm:ss.SSS 'UTC'");

  /** A colour of the terminal's own palette. */
  enum Colour {
    GREEN(32),
    RED(31),
    YELLOW(33),
    MAGENTA(35),
    BOLD(1),
    DIM(2);

    private final int code;

    Colour(int code) {
      this.code = code;
    }
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  String paint(Colour colour, String text) {
    return coloured && !text.isBlank() ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
  }

  String mark(Finding.State state) {
    return switch (state) {
      case SATISFIED -> ascii ? "+" : "✔";
      case UNSATISFIED -> ascii ? "x" : "✘";
      case PENDING -> ascii ? "~" : "◔";
      case UNKNOWN -> "?";
    };
  }

  /** Returns the colour of a text that is a mark; empty for any other text. */
  Optional<Colour> colour(String mark) {
    return Stream.of(Finding.State.values())
        .filter(state -> mark(state).equals(mark))
        .findFirst()
        .map(TextStyle::colour);
  }

  String arrow() {
    return ascii ? ">" : "→";
  }

  static Finding.State state(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> Finding.State.SATISFIED;
      case FAILED -> Finding.State.UNSATISFIED;
      case PENDING -> Finding.State.PENDING;
      case INCONCLUSIVE -> Finding.State.UNKNOWN;
    };
  }

  static Colour colour(Finding.State state) {
    return switch (state) {
      case SATISFIED -> Colour.GREEN;
      case UNSATISFIED -> Colour.RED;
      case PENDING -> Colour.YELLOW;
      case UNKNOWN -> Colour.MAGENTA;
    };
  }

  /** Returns this look, for a page that shows times in the reader's zone, too. */
  TextStyle withDays() {
    return new TextStyle(width, ascii, coloured, now, true);
  }

  /** Writes a time, with its day unless that is the day of the other time. */
  String time(Instant time, Instant other) {
    boolean sameDay = !dated && time.truncatedTo(DAYS).equals(other.truncatedTo(DAYS));
    return (sameDay ? ofDay(time) : exactly(time)) + relative(time);
  }

  /** Writes a time with its day, as people look for it in logs. */
  String exactly(Instant time) {
    boolean farAway = time.isBefore(Instant.EPOCH) || time.isAfter(FAR);
    return farAway ? time.toString() : DAY.format(time) + " " + ofDay(time);
  }

  private static String ofDay(Instant time) {
    return (time.equals(time.truncatedTo(SECONDS)) ? TIME : MILLIS).format(time);
  }

  /** Writes how far away a time is, after a comma; nothing when nobody said what time it is. */
  String relative(Instant time) {
    if (now == null) {
      return "";
    }
    Duration ahead = Duration.between(now, time);
    if (ahead.isNegative()) {
      return ", " + Durations.describe(ahead.negated()) + " ago";
    }
    Duration wholeSeconds = ahead.plusNanos(999_999_999).truncatedTo(SECONDS); // better late
    return ahead.isZero() ? ", now" : ", in " + Durations.describe(wholeSeconds);
  }
}
