package dev.referee.ssm;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A wait between two polls. */
@FunctionalInterface
interface Sleeper {
  /** Waits in real time. */
  Sleeper REAL =
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
