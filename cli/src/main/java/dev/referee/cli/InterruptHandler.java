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

  /** Begins with the thread that calls; close it there when there is nothing more to end. */
  static InterruptHandler here() {
    InterruptHandler begun = new InterruptHandler(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(begun.hook);
    return begun;
  }

  /** Does what Ctrl-C does: interrupts the thread, and returns when it has ended what it is at. */
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
      // it is what ends us
    }
  }
}
