package dev.referee.ssm.channel;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A queue of tasks from other threads for the one thread that does all work: the caller's.
 *
 * <p>So no locks are needed, everything can be interrupted, and keys are requested in the thread in
 * which the caller's clients work. Any thread may add tasks; one thread at a time works.
 */
final class Mailbox {
  /** A task for the caller's thread. */
  interface Mail {
    void open() throws DataChannelException;
  }

  private final BlockingQueue<Mail> mails = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService scheduler;

  Mailbox(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  void put(Mail mail) {
    mails.add(mail);
  }

  void fail(DataChannelException failure) {
    put(
        () -> {
          throw failure;
        });
  }

  /**
   * Begins something, and processes tasks until it is done. The time limit is set before it begins.
   */
  void workUntil(
      BooleanSupplier done, Duration limit, Supplier<DataChannelException> late, Runnable begin)
      throws DataChannelException, InterruptedException {
    boolean[] over = {false};
    Future<?> alarm =
        scheduler.schedule(
            () ->
                put(
                    () -> {
                      if (!over[0]) {
                        throw late.get();
                      }
                    }),
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      begin.run();
      while (!done.getAsBoolean()) {
        mails.take().open();
      }
    } finally {
      over[0] = true;
      alarm.cancel(false);
    }
  }
}
