package dev.referee.cli;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A scheduler that repeats an action in another thread. */
@FunctionalInterface
interface Repeating {

  /** Returns what repeats in the time of the machine. */
  static Repeating real() {
    return (first, period, what) -> {
      ScheduledExecutorService timer =
          Executors.newSingleThreadScheduledExecutor(
              new ThreadFactoryBuilder().setDaemon(true).setNameFormat("referee-timer").build());
      var unused = timer.scheduleAtFixedRate(what, first.toNanos(), period.toNanos(), NANOSECONDS);
      return timer::shutdownNow;
    };
  }

  /** Returns what never does anything. */
  static Repeating never() {
    return (first, period, what) -> () -> {};
  }

  /**
   * Begins, and returns what ends it.
   *
   * @param first after which time to do it first
   * @param period after which time to do it again
   * @param what what to do
   */
  Runnable begin(Duration first, Duration period, Runnable what);
}
