package dev.referee.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Lets Ctrl-C interrupt a thread, and lets that thread end what it is at before all ends. */
final class CtrlC implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private CtrlC(Thread thread) {
    this.hook =
        new Thread(
            () -> {
              thread.interrupt();
              boolean unused = Uninterruptibles.awaitUninterruptibly(ended, PATIENCE);
            },
            "referee-ctrl-c");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Begins with the thread that calls; close it there when there is nothing more to end. */
  static CtrlC here() {
    return new CtrlC(Thread.currentThread());
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it is what ends us
    }
  }
}
