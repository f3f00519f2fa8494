package dev.referee;

import dev.referee.spi.CheckScope;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A timer that is moved by hand and runs due actions in the thread that moves it. */
final class HandTimer implements Timer {
  private record Alarm(long at, Runnable what) {}

  private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
  private volatile long nanos = 42;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public CheckScope after(Duration delay, Runnable what) {
    Alarm alarm = new Alarm(nanos + delay.toNanos(), what);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  synchronized void advance(Duration by) {
    nanos += by.toNanos();
    for (Optional<Alarm> due = due(); due.isPresent(); due = due()) {
      alarms.remove(due.get());
      due.get().what().run();
    }
  }

  private Optional<Alarm> due() {
    return alarms.stream()
        .filter(alarm -> alarm.at() <= nanos)
        .min(Comparator.comparing(Alarm::at));
  }

  /** Returns how many alarms are set. */
  int alarms() {
    return alarms.size();
  }
}
