package dev.referee.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An operation that waits, replaceable in tests. */
@FunctionalInterface
interface Sleeper {

  /** Returns an operation that waits in real time. */
  static Sleeper real() {
    return time -> {
      boolean never = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
      assert !never;
    };
  }

  /**
   * Waits.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  void of(Duration time) throws InterruptedException;
}
