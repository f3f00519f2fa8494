package dev.referee.ssm;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits between two looks. */
@FunctionalInterface
interface Pause {
  /** Waits in the time of the machine. */
  Pause REAL =
      time -> {
        boolean never = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        assert !never;
      };

  /**
   * Waits.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  void of(Duration time) throws InterruptedException;
}
