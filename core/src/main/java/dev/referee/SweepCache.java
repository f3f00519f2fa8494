package dev.referee;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values that the runs of a sweep share. Thread-safe.
 *
 * <p>A slow factory blocks only callers that requested the same key. A value that is created too
 * late, by an abandoned run, is closed at once.
 */
final class SweepCache implements AutoCloseable {
  private record Key(Class<?> type, Object key) {}

  private final Map<Key, Slot> slots = new ConcurrentHashMap<>();
  private volatile boolean closed;

  <T> T get(Class<T> type, Object key, Supplier<T> factory) {
    Slot slot = slots.computeIfAbsent(new Key(type, key), any -> new Slot());
    T got = type.cast(slot.get(factory));
    if (closed) {
      slot.empty();
      throw over();
    }
    return got;
  }

  @Override
  public void close() {
    closed = true;
    slots.values().forEach(Slot::empty);
  }

  private static Inconclusive over() {
    return new Inconclusive(Cause.TIMED_OUT, "The sweep is over");
  }

  private final class Slot {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Object made; // guarded by lock

    Object get(Supplier<?> factory) {
      if (lock.isHeldByCurrentThread()) {
        throw new IllegalStateException("A shared value requires itself while it is created");
      }
      try {
        lock.lockInterruptibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Inconclusive(
            Cause.TIMED_OUT, "Interrupted while waiting for a shared value", "", e);
      }
      try {
        if (made == null) {
          if (closed) {
            throw over();
          }
          made = requireNonNull(factory.get(), "The factory of the shared value returned null");
        }
        return made;
      } finally {
        lock.unlock();
      }
    }

    /** Closes the value. A thread that is just creating it calls this afterwards. */
    void empty() {
      if (lock.tryLock()) {
        try {
          if (made instanceof AutoCloseable closeable) {
            SafeRunner.run("close " + closeable.getClass().getName(), closeable::close);
          }
          made = null;
        } finally {
          lock.unlock();
        }
      }
    }
  }
}
