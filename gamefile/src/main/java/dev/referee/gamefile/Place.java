package dev.referee.gamefile;

/**
 * Is a place in a file.
 *
 * @param line the line; the first is 1
 * @param column the column, in code points; the first is 1
 */
record Place(int line, int column) {
  static final Place START = new Place(1, 1);
}
