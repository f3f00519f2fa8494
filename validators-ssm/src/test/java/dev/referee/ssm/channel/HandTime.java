package dev.referee.ssm.channel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A manual clock and scheduler that runs due tasks in the thread that advances the time. */
final class HandTime extends AbstractExecutorService
    implements ScheduledExecutorService, InstantSource {
  private final List<Alarm> alarms = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-22T08:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  void advance(Duration by) {
    Instant end = instant().plus(by);
    for (Alarm next = due(end); next != null; next = due(end)) {
      next.runOnce();
    }
    moveTo(end);
  }

  private synchronized void moveTo(Instant time) {
    now = time;
  }

  private synchronized @Nullable Alarm due(Instant end) {
    alarms.removeIf(Alarm::isDone);
    Alarm next = alarms.stream().min(Comparator.comparing(it -> it.at)).orElse(null);
    if (next == null || next.at.isAfter(end)) {
      return null;
    }
    alarms.remove(next);
    now = next.at;
    return next;
  }

  private final class Alarm extends FutureTask<@Nullable Object>
      implements ScheduledFuture<@Nullable Object> {
    private final @Nullable Duration interval;
    private Instant at;

    Alarm(Runnable task, Duration delay, @Nullable Duration interval) {
      super(task, null);
      this.interval = interval;
      set(delay);
    }

    private void set(Duration delay) {
      synchronized (HandTime.this) {
        at = now.plus(delay);
        alarms.add(this);
      }
    }

    void runOnce() {
      if (interval == null) {
        run();
      } else if (runAndReset()) {
        set(interval);
      }
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(Duration.between(instant(), at));
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return new Alarm(task, Duration.of(delay, unit.toChronoUnit()), null);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new IllegalArgumentException("Only tasks without a result are scheduled here");
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return scheduleWithFixedDelay(task, initialDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    return new Alarm(
        task,
        Duration.of(initialDelay, unit.toChronoUnit()),
        Duration.of(delay, unit.toChronoUnit()));
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
