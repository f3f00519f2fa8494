package dev.referee.network;

import java.util.List;

/** Writes as people do. */
final class Words {
  private Words() {}

  /** Joins, as in {@code a, b and c}. */
  static String list(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }
}
