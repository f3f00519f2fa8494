package dev.referee.ssm;

import dev.referee.Inconclusive;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads each thing once, and says the same again; also that it could not be read. Not thread-safe.
 *
 * @param <T> what is read
 */
final class Once<T> {
  private final Function<String, T> read;
  private final Map<String, Supplier<T>> known = new HashMap<>();

  Once(Function<String, T> read) {
    this.read = read;
  }

  T get(String name) {
    Supplier<T> already = known.get(name);
    if (already == null) {
      already = look(name);
      known.put(name, already);
    }
    return already.get();
  }

  private Supplier<T> look(String name) {
    try {
      T value = read.apply(name);
      return () -> value;
    } catch (Inconclusive e) {
      return () -> {
        throw e;
      };
    }
  }
}
