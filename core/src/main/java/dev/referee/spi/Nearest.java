package dev.referee.spi;

import static java.util.Comparator.comparingInt;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** A search for the name that a user probably meant. */
public final class Nearest {
  private Nearest() {}

  /** Returns the closest name, if there is a close one. */
  public static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .min(comparingInt(each -> distance(name, each)))
        .filter(each -> distance(name, each) <= Math.max(2, name.length() / 3));
  }

  /** Returns the hint for an unknown name: the closest name, or all names. */
  public static String hint(String name, Collection<String> known) {
    return of(name, known)
        .map(each -> "; did you mean '" + each + "'?")
        .orElse(known.isEmpty() ? "; there are none" : "; there are " + String.join(", ", known));
  }

  /** Returns how many letters are wrong, missing, surplus or swapped, ignoring case. */
  private static int distance(String some, String other) {
    String a = some.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] distances = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          distances[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int changed = Math.min(distances[i - 1][j], distances[i][j - 1]) + 1;
        distances[i][j] = Math.min(changed, distances[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          distances[i][j] = Math.min(distances[i][j], distances[i - 2][j - 2] + 1);
        }
      }
    }
    return distances[a.length()][b.length()];
  }
}
