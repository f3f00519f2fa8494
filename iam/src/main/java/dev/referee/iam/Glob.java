package dev.referee.iam;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with wildcards: {@code *} for any characters, {@code ?} for one.
 *
 * <p>A character that looks like a wildcard may be literal: the value of a policy variable is never
 * a pattern. Matching takes time proportional to pattern length times text length. Immutable once
 * built.
 */
final class Glob {
  private static final char WRITTEN = 'c';
  private static final char SUBSTITUTED = 's';
  private static final char ANY = '*';
  private static final char ONE = '?';

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder kinds = new StringBuilder();

  /** Returns the pattern of a text in which nothing is substituted. */
  static Glob of(String pattern) {
    return new Glob().written(pattern, true);
  }

  /** Adds text of the policy, with its wildcards or literally. */
  Glob written(String part, boolean wildcards) {
    for (int i = 0; i < part.length(); i++) {
      char each = part.charAt(i);
      add(each, wildcards && (each == ANY || each == ONE) ? each : WRITTEN);
    }
    return this;
  }

  /** Adds a literal value. */
  Glob substituted(String value) {
    for (int i = 0; i < value.length(); i++) {
      add(value.charAt(i), SUBSTITUTED);
    }
    return this;
  }

  /** Adds a value that may be anything. */
  Glob anything() {
    return add(ANY, ANY);
  }

  private Glob add(char each, char kind) {
    text.append(each);
    kinds.append(kind);
    return this;
  }

  /** Returns whether a whole text matches. */
  boolean matches(String candidate) {
    return matches(candidate, false, false);
  }

  /** Returns the same, ignoring case. */
  boolean matchesIgnoringCase(String candidate) {
    return matches(candidate, true, false);
  }

  /**
   * Returns the same, with wildcards that stay within the parts that colons separate, unless it is
   * a {@code *} at the end of its part.
   */
  boolean matchesInSegments(String candidate) {
    return matches(candidate, false, true);
  }

  private boolean matches(String candidate, boolean ignoringCase, boolean inSegments) {
    int n = candidate.length();
    boolean[] reached = new boolean[n + 1];
    reached[0] = true;
    int first = 0; // nothing before it can be reached
    for (int e = 0; e < text.length() && first <= n; e++) {
      boolean[] next = new boolean[n + 1];
      char kind = kinds.charAt(e);
      boolean acrossColons = !inSegments || (kind == ANY && endsSegment(e));
      boolean open = false;
      for (int i = first; i <= n; i++) {
        char at = i < n ? candidate.charAt(i) : 0;
        if (kind == ANY) {
          open |= reached[i];
          next[i] = open;
          open &= acrossColons || at != ':';
        } else if (reached[i] && i < n) {
          next[i + 1] =
              kind == ONE ? acrossColons || at != ':' : same(text.charAt(e), at, ignoringCase);
        }
      }
      while (first <= n && !next[first]) {
        first++;
      }
      reached = next;
    }
    return reached[n];
  }

  private boolean endsSegment(int element) {
    return element + 1 == text.length() || isColon(element + 1);
  }

  private boolean isColon(int element) {
    return kinds.charAt(element) == WRITTEN && text.charAt(element) == ':';
  }

  private static boolean same(char a, char b, boolean ignoringCase) {
    return a == b
        || (ignoringCase
            && Character.toLowerCase(Character.toUpperCase(a))
                == Character.toLowerCase(Character.toUpperCase(b)));
  }

  /** Returns the six parts of an ARN, or fewer if the pattern is not an ARN. */
  List<Glob> arn() {
    List<Glob> parts = new ArrayList<>();
    Glob part = new Glob();
    for (int e = 0; e < text.length(); e++) {
      if (isColon(e) && parts.size() < 5) {
        parts.add(part);
        part = new Glob();
      } else {
        part.add(text.charAt(e), kinds.charAt(e));
      }
    }
    parts.add(part);
    return parts;
  }
}
