package dev.referee.gamefile;

/**
 * A place in a file.
 *
 * @param line the line; the first is 1
 * @param column the column, in code points; the first is 1
 */
record Place(int line, int column) {
  static final Place START = new Place(1, 1);

  /** Returns the place after a text that begins at the start. */
  static Place after(CharSequence text) {
    String before = text.toString();
    int lineStart = before.lastIndexOf('\n') + 1;
    return new Place(
        1 + (int) before.chars().filter(each -> each == '\n').count(),
        1 + before.codePointCount(lineStart, before.length()));
  }
}
