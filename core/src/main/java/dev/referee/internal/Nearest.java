package dev.referee.internal;

import static java.util.Comparator.comparingInt;

import java.util.Collection;
import java.util.Locale;

/** Finds the name that was probably meant. */
public final class Nearest {
  private Nearest() {}

  /** Returns what to add to "there is no such name": the nearest one, or all that there are. */
  public static String hint(String name, Collection<String> known) {
    return known.stream()
        .min(comparingInt(each -> distance(name, each)))
        .filter(each -> distance(name, each) <= Math.max(2, name.length() / 3))
        .map(each -> "; did you mean '" + each + "'?")
        .orElse(known.isEmpty() ? "; there are none" : "; there are " + String.join(", ", known));
  }

  /** Returns the Levenshtein distance, without regard to case. */
  public static int distance(String some, String other) {
    String a = some.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
