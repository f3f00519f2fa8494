package dev.referee;

import dev.referee.spi.CheckScope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A time budget of checks that lasts until a test uses it up. */
public final class ManualBudget {
  private final List<Runnable> alarms = new CopyOnWriteArrayList<>();
  private volatile long nanos;

  private final Timer timer =
      new Timer() {
        @Override
        public long nanos() {
          return nanos;
        }

        @Override
        public CheckScope after(Duration delay, Runnable what) {
          alarms.add(what);
          return () -> alarms.remove(what);
        }
      };

  /** Sets this budget for the checks of a referee. */
  public Referee.Builder of(Referee.Builder referee) {
    return referee.timer(timer);
  }

  /** Uses up the budgets of all checks that run now. */
  public void useUp() {
    nanos += Duration.ofDays(1).toNanos();
    alarms.forEach(Runnable::run);
  }
}
