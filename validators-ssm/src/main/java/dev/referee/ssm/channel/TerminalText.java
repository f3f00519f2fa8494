package dev.referee.ssm.channel;

/**
 * A filter that removes terminal control sequences from the output of a session. A shell on Windows
 * writes through a console that sets colours, clears the rest of each line and moves the cursor
 * where other shells end a line.
 *
 * @see <a href="https://invisible-island.net/xterm/ctlseqs/ctlseqs.html">Control sequences</a>
 */
final class TerminalText {
  private static final char ESCAPE = '\u001b';
  private static final char BELL = '\u0007';

  /** The final bytes of the sequences that move the cursor to another line. */
  private static final String MOVES = "ABEFHdf";

  private TerminalText() {}

  /** Returns the text without control sequences; one that moves to another line ends the line. */
  static String withoutControls(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); ) {
      if (text.charAt(at) != ESCAPE) {
        plain.append(text.charAt(at++));
        continue;
      }
      int end = end(text, at);
      if (text.startsWith("[", at + 1) && MOVES.indexOf(text.charAt(end - 1)) >= 0) {
        plain.append('\n');
      }
      at = end;
    }
    return plain.toString();
  }

  /** Returns the end of a sequence, at most the end of the text. */
  private static int end(String text, int start) {
    int kind = start + 1;
    if (kind >= text.length()) {
      return text.length();
    }
    return switch (text.charAt(kind)) {
      case '[' -> endOfControl(text, kind + 1);
      case ']', 'P', '_', '^', 'X' -> endOfString(text, kind + 1);
      case '(', ')', '#', '%', ' ' -> Math.min(text.length(), kind + 2);
      default -> kind + 1;
    };
  }

  /** Parameters, and then one final byte. */
  private static int endOfControl(String text, int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) < '@' || text.charAt(at) > '~')) {
      at++;
    }
    return Math.min(text.length(), at + 1);
  }

  /** The end of a title: a bell, or an escape and a backslash. */
  private static int endOfString(String text, int from) {
    for (int at = from; at < text.length(); at++) {
      if (text.charAt(at) == BELL) {
        return at + 1;
      }
      if (text.charAt(at) == ESCAPE) {
        return Math.min(text.length(), at + 2);
      }
    }
    return text.length();
  }
}
