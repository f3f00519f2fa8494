package dev.referee.gamefile;

/**
 * One mistake in a game file.
 *
 * @param file the name of the file, as it was given
 * @param line the line; the first is 1
 * @param column the column, in characters; the first is 1
 * @param message the mistake in one line without control characters, with the closest valid name
 *     for an unknown name; it never quotes a secret
 */
public record Problem(String file, int line, int column, String message) {

  /** Returns it in the format of compilers and editors: {@code game.yaml:7:5: what is wrong}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message;
  }
}
