package dev.referee.gamefile;

/**
 * A location in a file.
 *
 * @param line the line; the first is 1
 * @param column the column, in code points; the first is 1
 */
record SourceLocation(int line, int column) {
  static final SourceLocation START = new SourceLocation(1, 1);

  /** Returns the location after a text that begins at the start of a file. */
  static SourceLocation after(CharSequence text) {
    String before = text.toString();
    int lineStart = before.lastIndexOf('\n') + 1;
    return new SourceLocation(
        1 + (int) before.chars().filter(each -> each == '\n').count(),
        1 + before.codePointCount(lineStart, before.length()));
  }
}
