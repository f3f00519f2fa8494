package dev.referee.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test advances it.
 *
 * <p>{@link #at} schedules an action for a later time. It runs while the clock is advanced past
 * that time. Actions run in order of time, and each sees exactly its own time on the clock.
 *
 * <p>Thread-safe. Actions run in the thread that advances the clock, and hold the monitor of the
 * clock. Code that synchronizes on the clock sees either all effects of an advance or none. The
 * zone is UTC.
 */
public final class ManualClock extends Clock {

  private record Event(Instant when, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::when).thenComparing(Event::order));
  private Instant now;
  private long order;

  private ManualClock(Instant start) {
    this.now = start;
  }

  /**
   * Returns a clock that shows the given time.
   *
   * @param start the initial time
   */
  public static ManualClock at(Instant start) {
    return new ManualClock(start);
  }

  /**
   * Advances the time and runs the actions that become due.
   *
   * @param by the time to advance by; not negative
   */
  public synchronized void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("Time runs forward only; cannot advance by " + by);
    }
    advanceTo(instant().plus(by));
  }

  private void advanceTo(Instant end) {
    for (Event event = due(end); event != null; event = due(end)) {
      event.action().run();
    }
    now = end;
  }

  private @Nullable Event due(Instant end) {
    Event first = events.peek();
    if (first == null || first.when().isAfter(end)) {
      return null;
    }
    events.remove();
    now = first.when().isAfter(now) ? first.when() : now;
    return first;
  }

  /**
   * Schedules an action for a time. If that time is not in the future, the action runs with the
   * next advance.
   *
   * @param when the time
   * @param action the action
   */
  public synchronized void at(Instant when, Runnable action) {
    events.add(new Event(when, order++, action));
  }

  /**
   * Schedules an action after a delay.
   *
   * @param delay the delay from now
   * @param action the action
   */
  public synchronized void after(Duration delay, Runnable action) {
    at(now.plus(delay), action);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** Returns this clock: it shows instants, and instants have no zone. */
  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public String toString() {
    return "ManualClock at " + instant();
  }
}
