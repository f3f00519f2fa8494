package dev.referee.ssm.channel;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Locale;
import java.util.UUID;

/**
 * A command between two marks that separate its output from prompts and terminal echo.
 *
 * <p>A mark is typed with an empty pair of quotes in its middle, and printed without them: if it
 * appears in one piece, a shell has run it. This works in POSIX shells and PowerShell. Not
 * thread-safe.
 */
final class ShellCommand {
  private final String line;
  private final String begin;
  private final String end;
  private boolean typed;
  private int searched;
  private int bodyStart = -1;
  private int bodyEnd = -1;

  ShellCommand(String command, int searchFrom) {
    checkArgument(
        command.chars().noneMatch(Character::isISOControl),
        "A command is one line without control characters");
    String mark = UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);
    begin = mark.substring(0, 16);
    end = mark.substring(16);
    line = "echo " + typed(begin) + "; " + command + "; echo " + typed(end) + "\r";
    searched = searchFrom;
  }

  private static String typed(String mark) {
    return mark.substring(0, 8) + "\"\"" + mark.substring(8);
  }

  /** Returns the text to type, and starts the search for the marks. */
  String type() {
    typed = true;
    return line;
  }

  boolean isTyped() {
    return typed;
  }

  /** Returns whether the transcript contains the complete output; continues where it stopped. */
  boolean isAnsweredIn(Transcript transcript) {
    if (bodyStart < 0) {
      bodyStart = find(begin, transcript);
    }
    if (bodyStart >= 0 && bodyEnd < 0) {
      int found = find(end, transcript);
      bodyEnd = found < 0 ? found : found - end.length();
    }
    return bodyEnd >= 0;
  }

  /** Returns the position after a mark, or -1; does not search the same text again. */
  private int find(String mark, Transcript transcript) {
    int found = transcript.indexOf(mark, searched);
    searched =
        found < 0
            ? Math.max(searched, transcript.size() - mark.length() + 1)
            : found + mark.length();
    return found < 0 ? found : searched;
  }

  /**
   * Returns the output, with plain line ends, without control sequences and the mark's line end.
   */
  String answerIn(Transcript transcript) {
    String body =
        TerminalText.withoutControls(transcript.output(bodyStart, bodyEnd)).replace("\r\n", "\n");
    return body.startsWith("\n") ? body.substring(1) : body;
  }
}
