package dev.referee.aws;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The outline of a JSON text, determined in one pass before a recursive parser reads it. Immutable.
 *
 * @param depth the nesting depth; one more than the limit if it is exceeded
 * @param typed whether the outermost object has a {@code __type}, as AWS's errors have
 */
record JsonOutline(int depth, boolean typed) {
  private static final byte[] TYPE = "__type".getBytes(StandardCharsets.US_ASCII);

  /** Reads the text, and stops if it is nested deeper than a limit. */
  static JsonOutline of(byte[] text, int limit) {
    int open = 0;
    int deepest = 0;
    boolean typed = false;
    boolean name = false; // whether a string that begins now is the name of a member
    for (int at = 0; at < text.length && deepest <= limit; at++) {
      switch (text[at]) {
        case '{', '[' -> {
          open++;
          deepest = Math.max(deepest, open);
          name = text[at] == '{';
        }
        case '}', ']' -> open--;
        case ',' -> name = true;
        case ':' -> name = false;
        case '"' -> {
          int end = endOfText(text, at + 1);
          typed |= open == 1 && name && Arrays.equals(text, at + 1, end, TYPE, 0, TYPE.length);
          at = end;
        }
        default -> {}
      }
    }
    return new JsonOutline(deepest, typed);
  }

  private static int endOfText(byte[] text, int from) {
    int at = from;
    while (at < text.length && text[at] != '"') {
      at += text[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, text.length);
  }
}
