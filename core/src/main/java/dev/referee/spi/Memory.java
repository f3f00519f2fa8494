package dev.referee.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store of times between sweeps, for example the time since when a task is solved.
 *
 * <p>For implementation by users who want the values to survive a restart. Thread-safe.
 */
public interface Memory {

  /** Returns the time stored under a key. */
  Optional<Instant> get(String key);

  /** Stores a time under a key, replacing an earlier one. */
  void put(String key, Instant time);

  /** Removes the time stored under a key. */
  void remove(String key);

  /** Returns a memory that lasts as long as this program. */
  static Memory inMemory() {
    Map<String, Instant> kept = new ConcurrentHashMap<>();
    return new Memory() {
      @Override
      public Optional<Instant> get(String key) {
        return Optional.ofNullable(kept.get(key));
      }

      @Override
      public void put(String key, Instant time) {
        kept.put(key, time);
      }

      @Override
      public void remove(String key) {
        kept.remove(key);
      }

      @Override
      public String toString() {
        return "Memory of " + kept.size() + " times, until this program ends";
      }
    };
  }
}
