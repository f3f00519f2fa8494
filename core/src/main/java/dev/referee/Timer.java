package dev.referee;

import dev.referee.spi.CheckScope;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A monotonic timer for time budgets, which can also schedule actions. */
interface Timer {
  /** Returns nanoseconds since an arbitrary moment. */
  long nanos();

  /** Schedules a short action in another thread; closing the scope cancels it. */
  CheckScope after(Duration delay, Runnable action);

  /** The real timer. Its single daemon thread starts with the first scheduled action. */
  Timer REAL =
      new Timer() {
        private final ScheduledThreadPoolExecutor alarm = alarm();

        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public CheckScope after(Duration delay, Runnable action) {
          var scheduled = alarm.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
          return () -> scheduled.cancel(false);
        }
      };

  private static ScheduledThreadPoolExecutor alarm() {
    var alarm = new ScheduledThreadPoolExecutor(1, Executors.daemons("referee-timer"));
    alarm.setRemoveOnCancelPolicy(true);
    return alarm;
  }
}
