package dev.referee.cli;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A scheduler that repeats an action in another thread. */
@FunctionalInterface
interface Repeating {

  /** Returns a scheduler in real time. */
  static Repeating real() {
    return (first, period, action) -> {
      ScheduledExecutorService timer =
          Executors.newSingleThreadScheduledExecutor(
              new ThreadFactoryBuilder().setDaemon(true).setNameFormat("referee-timer").build());
      var unused =
          timer.scheduleAtFixedRate(action, first.toNanos(), period.toNanos(), NANOSECONDS);
      return timer::shutdownNow;
    };
  }

  /** Returns a scheduler that never runs anything. */
  static Repeating never() {
    return (first, period, action) -> () -> {};
  }

  /**
   * Starts, and returns a handle that stops it.
   *
   * @param first the delay before the first run
   * @param period the period
   * @param action the action
   */
  Runnable begin(Duration first, Duration period, Runnable action);
}
