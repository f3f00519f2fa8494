package dev.referee.testkit.embedded.autoscaling;

import com.google.common.base.Splitter;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A recurring schedule in Unix cron syntax: minute, hour, day of month, month and day of week.
 *
 * <p>A day counts when both of its fields hold; when both are restricted, when either does.
 */
final class CronSchedule {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final int FIELDS = 5;
  private static final int YEARS = 8;

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet daysOfMonth;
  private final BitSet months;
  private final BitSet daysOfWeek;
  private final boolean anyDayOfMonth;
  private final boolean anyDayOfWeek;

  private CronSchedule(List<String> fields) {
    minutes = values(fields.get(0), 0, 59, List.of());
    hours = values(fields.get(1), 0, 23, List.of());
    daysOfMonth = values(fields.get(2), 1, 31, List.of());
    months = values(fields.get(3), 1, 12, MONTHS);
    daysOfWeek = values(fields.get(4), 0, 7, DAYS);
    if (daysOfWeek.get(7)) {
      daysOfWeek.set(0);
    }
    anyDayOfMonth = fields.get(2).startsWith("*");
    anyDayOfWeek = fields.get(4).startsWith("*");
  }

  /** Returns the schedule that a text describes; null if it describes none. */
  static @Nullable CronSchedule parse(String text) {
    List<String> fields = Splitter.on(' ').omitEmptyStrings().splitToList(text.strip());
    if (fields.size() != FIELDS) {
      return null;
    }
    try {
      return new CronSchedule(fields);
    } catch (IllegalArgumentException invalid) {
      return null;
    }
  }

  private static BitSet values(String field, int least, int most, List<String> names) {
    BitSet values = new BitSet();
    for (String part : Splitter.on(',').split(field)) {
      List<String> stepped = Splitter.on('/').limit(2).splitToList(part);
      String range = stepped.get(0);
      int step = stepped.size() == 1 ? 1 : Integer.parseInt(stepped.get(1));
      List<String> bounds = Splitter.on('-').limit(2).splitToList(range);
      boolean all = range.equals("*");
      int from = all ? least : number(bounds.get(0), least, names);
      int single = stepped.size() == 1 ? from : most;
      int to = all ? most : bounds.size() == 2 ? number(bounds.get(1), least, names) : single;
      if (from < least || to > most || from > to || step < 1) {
        throw new IllegalArgumentException(field);
      }
      for (int value = from; value <= to; value += step) {
        values.set(value);
      }
    }
    return values;
  }

  private static int number(String text, int least, List<String> names) {
    int named = names.indexOf(text.toUpperCase(Locale.ROOT));
    return named < 0 ? Integer.parseInt(text) : named + least;
  }

  /** Returns the next time after an instant; null if there is none in some years. */
  @Nullable Instant next(Instant after, ZoneId zone) {
    ZonedDateTime from = after.atZone(zone);
    LocalDate last = from.toLocalDate().plusYears(YEARS);
    for (LocalDate day = from.toLocalDate(); day.isBefore(last); day = day.plusDays(1)) {
      Instant found = has(day) ? next(after, day, zone) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable Instant next(Instant after, LocalDate day, ZoneId zone) {
    for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
      for (int minute = minutes.nextSetBit(0);
          minute >= 0;
          minute = minutes.nextSetBit(minute + 1)) {
        Instant time = day.atTime(LocalTime.of(hour, minute)).atZone(zone).toInstant();
        if (time.isAfter(after)) {
          return time;
        }
      }
    }
    return null;
  }

  private boolean has(LocalDate day) {
    boolean inMonth = daysOfMonth.get(day.getDayOfMonth());
    boolean inWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % DayOfWeek.values().length);
    boolean either = !anyDayOfMonth && !anyDayOfWeek;
    return months.get(day.getMonthValue()) && (either ? inMonth || inWeek : inMonth && inWeek);
  }
}
