package dev.referee.testkit.sessionserver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A splitter of command lines into words, as a shell or an agent without a shell does it. In both,
 * quotes group characters and are removed.
 */
final class CommandLine {
  /**
   * One command of a script.
   *
   * @param operator what stands before it: {@code ;}, {@code &&} or {@code ||}
   * @param words the command and its arguments
   */
  record Step(String operator, List<String> words) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private @Nullable StringBuilder word;
  private String operator = ";";

  private CommandLine() {}

  /** Returns the words where nothing but space means something; {@code #} begins a comment. */
  static List<String> words(String command) {
    CommandLine line = new CommandLine();
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (quote != 0) {
        quote = line.quoted(c, quote);
      } else if (c == '\'' || c == '"') {
        quote = c;
        line.append("");
      } else if (Character.isWhitespace(c)) {
        line.endWord();
      } else if (c == '#' && line.word == null) {
        break;
      } else {
        line.append(String.valueOf(c));
      }
    }
    line.endWord();
    return List.copyOf(line.words);
  }

  /** Returns the commands of a script. */
  static List<Step> steps(String script) {
    CommandLine line = new CommandLine();
    char quote = 0;
    for (int i = 0; i < script.length(); i++) {
      char c = script.charAt(i);
      boolean pair = (c == '&' || c == '|') && i + 1 < script.length() && script.charAt(i + 1) == c;
      if (quote != 0) {
        quote = line.quoted(c, quote);
      } else if (c == '\'' || c == '"') {
        quote = c;
        line.append("");
      } else if (c == ';' || c == '\n' || c == '\r' || pair) {
        line.endStep(pair ? "" + c + c : ";");
        i += pair ? 1 : 0;
      } else if (c == ' ' || c == '\t') {
        line.endWord();
      } else {
        line.append(String.valueOf(c));
      }
    }
    line.endStep(";");
    return List.copyOf(line.steps);
  }

  /** Takes a character between quotes, and returns the quote that is open then; 0 without. */
  private char quoted(char c, char quote) {
    if (c == quote) {
      return 0;
    }
    append(String.valueOf(c));
    return quote;
  }

  private void append(String text) {
    word = (word == null ? new StringBuilder() : word).append(text);
  }

  private void endWord() {
    if (word != null) {
      words.add(word.toString());
      word = null;
    }
  }

  private void endStep(String next) {
    endWord();
    steps.add(new Step(operator, List.copyOf(words)));
    words.clear();
    operator = next;
  }
}
