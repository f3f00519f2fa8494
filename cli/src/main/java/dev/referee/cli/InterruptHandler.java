package dev.referee.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A handler of Ctrl-C that interrupts a thread and lets it finish before the program ends. */
final class InterruptHandler implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread interrupted;
  private final Thread hook = new Thread(this::pressed, "referee-ctrl-c");

  private InterruptHandler(Thread interrupted) {
    this.interrupted = interrupted;
  }

  /** Registers the calling thread; close it in the same thread. */
  static InterruptHandler here() {
    InterruptHandler handler = new InterruptHandler(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(handler.hook);
    return handler;
  }

  /** Handles Ctrl-C: interrupts the thread, and returns when it has finished. */
  void pressed() {
    interrupted.interrupt();
    boolean unused = Uninterruptibles.awaitUninterruptibly(ended, PATIENCE);
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the program is ending
    }
  }
}
