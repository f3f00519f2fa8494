package dev.referee.testkit;

import static java.util.Objects.requireNonNullElse;

import com.google.common.base.Throwables;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A value that is computed once, by the first thread that needs it.
 *
 * @param <T> the type of the value
 */
final class Once<T> {
  private final FutureTask<T> making;

  Once(Callable<T> making) {
    this.making = new FutureTask<>(making);
  }

  /** Computes the value, unless another thread has started to. */
  void start() {
    making.run();
  }

  /** Returns the value; computes it, or waits until another thread has. */
  T get() throws Exception {
    making.run();
    try {
      return making.get();
    } catch (ExecutionException e) {
      Throwable broken = requireNonNullElse(e.getCause(), e);
      Throwables.throwIfInstanceOf(broken, Exception.class);
      Throwables.throwIfUnchecked(broken);
      throw e;
    }
  }

  /**
   * Returns the value; computes it, or waits until another thread has. Empty if it cannot be
   * computed.
   */
  Optional<T> tried() throws InterruptedException {
    making.run();
    try {
      return Optional.of(making.get());
    } catch (ExecutionException e) {
      return Optional.empty();
    }
  }
}
