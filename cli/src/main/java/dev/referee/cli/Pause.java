package dev.referee.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits. */
@FunctionalInterface
interface Pause {

  /** Returns what waits in the time of the machine. */
  static Pause real() {
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
