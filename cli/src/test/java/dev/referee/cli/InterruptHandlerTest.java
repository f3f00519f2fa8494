package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InterruptHandlerTest {
  private final CompletableFuture<InterruptHandler> begun = new CompletableFuture<>();
  private final CompletableFuture<Void> interrupted = new CompletableFuture<>();
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  /** Waits until it is interrupted, and then runs the clean-up. */
  private void watchAndSave() {
    try (InterruptHandler here = InterruptHandler.here()) {
      begun.complete(here);
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.complete(null);
        mayEnd.await();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void interruptsTheThreadAndWaitsUntilItHasEnded() throws Exception {
    Thread watching = new Thread(this::watchAndSave);
    watching.setDaemon(true);
    watching.start();
    InterruptHandler ctrlC = begun.get();
    AtomicBoolean returned = new AtomicBoolean();
    Thread pressing =
        new Thread(
            () -> {
              ctrlC.pressed();
              returned.set(true);
            });
    pressing.start();

    interrupted.get(1, TimeUnit.MINUTES); // far longer than it takes
    assertThat(returned).as("the JVM waits").isFalse();
    mayEnd.countDown();
    pressing.join();
    watching.join();
    assertThat(returned).isTrue();
  }
}
