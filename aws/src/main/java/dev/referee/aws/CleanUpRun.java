package dev.referee.aws;

import dev.referee.Check;
import dev.referee.Evidence;
import dev.referee.Inconclusive;
import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** A run for clean-up actions, with its own time limit and without cancellation. */
final class CleanUpRun implements CheckExecution {
  /**
   * The time that one of its calls may wait; the duration of a call is limited by the call
   * timeouts.
   */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final CheckExecution run;

  CleanUpRun(CheckExecution run) {
    this.run = run;
  }

  @Override
  public String name() {
    return run.name();
  }

  @Override
  public Check check() {
    return run.check();
  }

  @Override
  public Instant now() {
    return run.now();
  }

  @Override
  public Duration timeLeft() {
    return GRACE;
  }

  @Override
  public <T> T shared(Class<T> type, Object key, Supplier<T> maker) {
    return run.shared(type, key, maker);
  }

  @Override
  public void evidence(Evidence evidence) {
    run.evidence(evidence);
  }

  @Override
  public void asked(String action, String question, Optional<Inconclusive> failure) {
    run.asked(action, question, failure);
  }

  @Override
  public CheckScope onCancel(Runnable abort) {
    return CheckScope.NOTHING;
  }

  /**
   * Runs the clean-up, and once more if it was interrupted meanwhile. The thread stays interrupted
   * if it was interrupted before or during it.
   */
  static void run(Runnable ending) {
    boolean before = Thread.interrupted();
    try {
      ending.run();
    } catch (RuntimeException e) {
      if (!Thread.interrupted()) {
        throw e;
      }
      before = true;
      ending.run();
    } finally {
      if (before) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
