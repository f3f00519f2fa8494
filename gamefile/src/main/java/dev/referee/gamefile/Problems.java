package dev.referee.gamefile;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparingInt;

import com.google.common.base.Ascii;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.referee.internal.Nearest;
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

  /** Records a mistake; of what comes twice, and of more than anybody reads, only once. */
  void add(SourceLocation at, String what) {
    if (found.size() < MOST) {
      found.add(new Problem(file, at.line(), at.column(), harmless(what)));
    }
  }

  /** Records a name that is not known, and returns which one was probably meant. */
  @CanIgnoreReturnValue
  Optional<String> unknown(SourceLocation at, String what, String name, Collection<String> known) {
    if (found.size() >= MOST) {
      return Optional.empty(); // names are many, and to compare them takes its time
    }
    String cut = Ascii.truncate(name, LONGEST_NAME, " ...");
    add(at, "There is no %s '%s'%s".formatted(what, cut, Nearest.hint(cut, known)));
    return Nearest.of(cut, known);
  }

  /** Returns text from a file in one line that does nothing to a terminal. */
  private static String harmless(String text) {
    String cut = Ascii.truncate(text, LONGEST, " ...");
    return CONTROL.matcher(cut).replaceAll(" ").strip();
  }

  /** Makes something; what its maker says against it is a mistake at that place. */
  <T> Optional<T> tried(SourceLocation at, Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      add(at, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Makes something, if all was well so far. */
  <T> Optional<T> made(SourceLocation at, Supplier<T> maker) {
    return found.isEmpty() ? tried(at, maker) : Optional.empty();
  }

  /** Returns how many there are; what was read in between is sound when that stays the same. */
  int count() {
    return found.size();
  }

  /**
   * Ends reading unless all was well.
   *
   * @throws GameFileException when there is a mistake
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
