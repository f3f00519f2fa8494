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
 * @param width the width in columns
 * @param ascii whether marks are ASCII only
 * @param coloured whether to use ANSI colours
 * @param now the current time; null if unknown
 * @param dated whether times always have their date
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

  /** Returns the colour of a mark; empty for any other text. */
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

  /** Returns this style for a page that also shows times in the reader's zone. */
  TextStyle withDays() {
    return new TextStyle(width, ascii, coloured, now, true);
  }

  /** Returns a time, with its date unless the other time has the same date. */
  String time(Instant time, Instant other) {
    boolean sameDay = !dated && time.truncatedTo(DAYS).equals(other.truncatedTo(DAYS));
    return (sameDay ? ofDay(time) : exactly(time)) + relative(time);
  }

  /** Returns a time with its date, as in logs. */
  String exactly(Instant time) {
    boolean farAway = time.isBefore(Instant.EPOCH) || time.isAfter(FAR);
    return farAway ? time.toString() : DAY.format(time) + " " + ofDay(time);
  }

  private static String ofDay(Instant time) {
    return (time.equals(time.truncatedTo(SECONDS)) ? TIME : MILLIS).format(time);
  }

  /** Returns the distance of a time, after a comma; empty if the current time is unknown. */
  String relative(Instant time) {
    if (now == null) {
      return "";
    }
    Duration ahead = Duration.between(now, time);
    if (ahead.isNegative()) {
      return ", " + Durations.describe(ahead.negated()) + " ago";
    }
    Duration wholeSeconds = ahead.plusNanos(999_999_999).truncatedTo(SECONDS); // rather too late
    return ahead.isZero() ? ", now" : ", in " + Durations.describe(wholeSeconds);
  }
}
