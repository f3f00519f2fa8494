package dev.referee.iam;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** A parser of the times in conditions: W3C profiles of ISO 8601, and seconds since 1970. */
final class Times {
  private Times() {}

  /**
   * Returns the time; for a year, a month or a day its beginning in UTC.
   *
   * @throws IllegalArgumentException if the text has neither format
   */
  static Instant parse(String text) {
    try {
      if (text.matches("[0-9]{4}")) {
        return day(Year.parse(text).atDay(1));
      }
      if (text.matches("-?[0-9]{1,12}")) {
        return Instant.ofEpochSecond(Long.parseLong(text));
      }
      return switch (text.length()) {
        case 7 -> day(YearMonth.parse(text).atDay(1));
        case 10 -> day(LocalDate.parse(text));
        default -> OffsetDateTime.parse(text).toInstant();
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "This is not a time in a format that conditions support", e);
    }
  }

  private static Instant day(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
