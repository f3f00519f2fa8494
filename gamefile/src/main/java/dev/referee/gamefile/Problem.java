package dev.referee.gamefile;

/**
 * One mistake in a game file.
 *
 * @param file what the file is called, as it was given
 * @param line the line; the first is 1
 * @param column the column, in characters; the first is 1
 * @param what what is wrong, in one line without control characters, with the nearest right name
 *     where a name is not known; it never quotes a secret
 */
public record Problem(String file, int line, int column, String what) {

  /** Returns it as compilers and editors write it: {@code game.yaml:7:5: what is wrong}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + what;
  }
}
