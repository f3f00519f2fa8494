package dev.referee.gamefile;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparingInt;

import com.google.common.base.Ascii;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.referee.spi.Nearest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A collector of the mistakes in a file. Not thread-safe. */
final class Problems {
  static final int MOST = 500;

  private static final int LONGEST = 400;
  private static final int LONGEST_NAME = 100;
  private static final Pattern CONTROL = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

  private final String file;
  private final Set<Problem> found = new LinkedHashSet<>();

  Problems(String file) {
    this.file = file;
  }

  /** Records a mistake, once, up to a maximum number. */
  void add(SourceLocation location, String message) {
    if (found.size() < MOST) {
      found.add(new Problem(file, location.line(), location.column(), harmless(message)));
    }
  }

  /** Records an unknown name, and returns the name that was probably meant. */
  @CanIgnoreReturnValue
  Optional<String> unknown(
      SourceLocation location, String message, String name, Collection<String> known) {
    if (found.size() >= MOST) {
      return Optional.empty(); // comparing many names takes time
    }
    String cut = Ascii.truncate(name, LONGEST_NAME, " ...");
    add(location, "There is no %s '%s'%s".formatted(message, cut, Nearest.hint(cut, known)));
    return Nearest.of(cut, known);
  }

  /** Returns text from a file as one line that is harmless on a terminal. */
  private static String harmless(String text) {
    String cut = Ascii.truncate(text, LONGEST, " ...");
    return CONTROL.matcher(cut).replaceAll(" ").strip();
  }

  /** Creates something; an error of the factory is a mistake at that location. */
  <T> Optional<T> tried(SourceLocation location, Supplier<T> factory) {
    try {
      return Optional.of(factory.get());
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      add(location, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Creates something, if there are no mistakes so far. */
  <T> Optional<T> made(SourceLocation location, Supplier<T> factory) {
    return found.isEmpty() ? tried(location, factory) : Optional.empty();
  }

  /** Returns the number of mistakes; if it does not change, the part that was read is valid. */
  int count() {
    return found.size();
  }

  /**
   * Ends reading if there is a mistake.
   *
   * @throws GameFileException if there is a mistake
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new GameFileException(
          found.stream()
              .sorted(comparingInt(Problem::line).thenComparingInt(Problem::column))
              .collect(toImmutableList()));
    }
  }
}
