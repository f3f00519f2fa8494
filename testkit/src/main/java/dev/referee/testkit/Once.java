package dev.referee.testkit;

import static java.util.Objects.requireNonNullElse;

import com.google.common.base.Throwables;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Something that is made once, by whoever wants it first.
 *
 * @param <T> what it is
 */
final class Once<T> {
  private final FutureTask<T> making;

  Once(Callable<T> making) {
    this.making = new FutureTask<>(making);
  }

  /** Makes it, unless another thread does or has. */
  void start() {
    making.run();
  }

  /** Makes it, or waits until another thread has. */
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

  /** Makes it, or waits until another thread has; empty when it cannot be made. */
  Optional<T> tried() throws InterruptedException {
    making.run();
    try {
      return Optional.of(making.get());
    } catch (ExecutionException e) {
      return Optional.empty();
    }
  }
}
