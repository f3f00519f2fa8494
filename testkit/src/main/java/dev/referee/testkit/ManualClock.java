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
 * <p>What is to happen at a later time is handed to {@link #at}; it happens while the clock is
 * moved past that time, in order of time, and sees exactly that time on the clock.
 *
 * <p>Thread-safe. Events run in the thread that moves the clock, and hold the clock's monitor: who
 * shares it sees either all of what a move brings about or nothing. The zone is UTC.
 */
public final class ManualClock extends Clock {

  private record Event(Instant when, long order, Runnable what) {}

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
   * @param start the time it shows first
   */
  public static ManualClock at(Instant start) {
    return new ManualClock(start);
  }

  /**
   * Moves time forward and lets happen what is due on the way.
   *
   * @param by how far; not negative
   */
  public synchronized void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("Time runs forward only; cannot advance by " + by);
    }
    advanceTo(instant().plus(by));
  }

  private void advanceTo(Instant end) {
    for (Event event = due(end); event != null; event = due(end)) {
      event.what().run();
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
   * Lets something happen once the clock gets to a time; at once with the next move when that time
   * is not in the future.
   *
   * @param when the time
   * @param what what happens
   */
  public synchronized void at(Instant when, Runnable what) {
    events.add(new Event(when, order++, what));
  }

  /**
   * Lets something happen after a while.
   *
   * @param delay how long from now
   * @param what what happens
   */
  public synchronized void after(Duration delay, Runnable what) {
    at(now.plus(delay), what);
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
