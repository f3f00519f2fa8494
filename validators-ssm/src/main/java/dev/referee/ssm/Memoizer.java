package dev.referee.ssm;

import dev.referee.Inconclusive;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A memoizing function that also remembers failures. Not thread-safe.
 *
 * @param <K> the type of the argument
 * @param <T> the type of the result
 */
final class Memoizer<K, T> {
  private final Function<K, T> read;
  private final Map<K, Supplier<T>> known = new HashMap<>();

  Memoizer(Function<K, T> read) {
    this.read = read;
  }

  T get(K key) {
    Supplier<T> already = known.get(key);
    if (already == null) {
      already = look(key);
      known.put(key, already);
    }
    return already.get();
  }

  private Supplier<T> look(K key) {
    try {
      T value = UnexpectedError.seen(() -> read.apply(key));
      return () -> value;
    } catch (Inconclusive e) {
      return () -> {
        throw e;
      };
    }
  }
}
