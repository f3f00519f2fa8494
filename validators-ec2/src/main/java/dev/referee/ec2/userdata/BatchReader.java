package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import java.util.HashMap;
import java.util.Map;

/** A reader of Windows batch files: lines joined by a caret, operators, variables, comments. */
final class BatchReader implements ProgramReader {
  private static final ImmutableSet<String> PRINTING =
      ImmutableSet.of("echo", "title", "msg", "color", "prompt", "rem");

  @Override
  public void read(String source, Findings to) {
    new Run(source, to).read();
  }

  private static final class Run {
    private final String source;
    private final Findings to;
    private final WindowsCommands commands;
    private final Map<String, String> variables = new HashMap<>();
    private final StringBuilder command = new StringBuilder();
    private int begin;

    Run(String source, Findings to) {
      this.source = source;
      this.to = to;
      commands = new WindowsCommands(to);
    }

    /** Splits the source into commands; escaped and quoted characters are not operators. */
    void read() {
      boolean quoted = false;
      for (int i = 0; i < source.length(); i++) {
        to.budget().step();
        char c = source.charAt(i);
        if (command.isEmpty()) {
          begin = i;
        }
        if (c == '\n') {
          end();
          quoted = false;
        } else if (c == '"') {
          quoted = !quoted;
          command.append(c);
        } else if (c == '^' && !quoted) {
          i = escaped(i);
        } else if ((c == '&' || c == '|') && !quoted && !isComment()) {
          end();
        } else if ((c == '(' || c == ')') && !quoted && command.toString().isBlank()) {
          command.setLength(0);
        } else if (c != '\r') {
          command.append(c);
        }
      }
      end();
    }

    /** Reads a caret; returns the position of the escaped character. */
    private int escaped(int caret) {
      int next = caret + 1;
      if (next < source.length() && source.charAt(next) == '\r') {
        next++;
      }
      if (next < source.length() && source.charAt(next) != '\n') {
        command.append(source.charAt(next) == '>' ? ' ' : source.charAt(next));
      }
      return next;
    }

    private boolean isComment() {
      String text = CharMatcher.anyOf(" \t@").trimLeadingFrom(command.toString());
      return text.startsWith("::") || isWord(text, "rem");
    }

    private static boolean isWord(String text, String word) {
      return text.length() >= word.length()
          && Ascii.equalsIgnoreCase(text.substring(0, word.length()), word)
          && (text.length() == word.length()
              || !Character.isLetterOrDigit(text.charAt(word.length())));
    }

    private void end() {
      String text = CharMatcher.anyOf(" \t@(").trimLeadingFrom(command.toString()).strip();
      command.setLength(0);
      if (!text.isEmpty() && !text.startsWith(":")) {
        to.budget().steps(text.length());
        command(expanded(text));
      }
    }

    private void command(String text) {
      String lower = Ascii.toLowerCase(text);
      if (isWord(lower, "rem")) {
        return;
      }
      if (isWord(lower, "set")) {
        assign(text.substring(3).strip());
      } else if (isWord(lower, "if")) {
        condition(text);
      } else if (isWord(lower, "for")) {
        loop(text, lower);
      } else if (isWord(lower, "else") || isWord(lower, "call")) {
        again(text.substring(4));
      } else if (PRINTING.stream().anyMatch(it -> isWord(lower, it))) {
        print(text);
      } else {
        commands.run(WindowsCommands.words(withoutRedirection(text)), begin);
        redirected(lower);
      }
    }

    private void again(String text) {
      String rest = CharMatcher.anyOf(" \t@(").trimLeadingFrom(text).strip();
      if (!rest.isEmpty()) {
        to.budget().steps(rest.length());
        command(rest);
      }
    }

    private void assign(String text) {
      String plain = CharMatcher.is('"').trimFrom(text);
      int equals = plain.indexOf('=');
      if (equals > 0) {
        String name = Ascii.toLowerCase(plain.substring(0, equals).strip());
        boolean known = !name.startsWith("/");
        variables.put(name, known ? plain.substring(equals + 1) : String.valueOf(Word.UNKNOWN));
      }
    }

    /** Skips a condition; a command follows it. */
    private void condition(String text) {
      var words = WindowsCommands.words(text);
      int at = 1;
      while (at < words.size() && words.get(at).text().startsWith("/")) {
        at++;
      }
      at += at < words.size() && Ascii.equalsIgnoreCase(words.get(at).text(), "not") ? 1 : 0;
      String kind = at < words.size() ? Ascii.toLowerCase(words.get(at).text()) : "";
      boolean two = kind.equals("exist") || kind.equals("defined") || kind.equals("errorlevel");
      at += two ? 2 : kind.contains("==") ? 1 : 3;
      String rest = rest(text, at);
      int otherwise = Ascii.toLowerCase(rest).indexOf(") else");
      if (otherwise >= 0) {
        again(rest.substring(0, otherwise));
        again(rest.substring(otherwise + ") else".length()));
      } else {
        again(rest);
      }
    }

    private void loop(String text, String lower) {
      int begin = lower.indexOf("in ('");
      int end = lower.lastIndexOf("') do");
      if (begin > 0 && end > begin) {
        again(text.substring(begin + "in ('".length(), end));
      }
      int at = lower.indexOf(" do ");
      if (at >= 0) {
        again(text.substring(at + 4));
      }
    }

    /** Returns the text after some words. */
    private static String rest(String text, int words) {
      int at = 0;
      for (int word = 0; word < words && at < text.length(); word++) {
        boolean quoted = false;
        while (at < text.length() && (quoted || text.charAt(at) != ' ')) {
          quoted ^= text.charAt(at) == '"';
          at++;
        }
        while (at < text.length() && text.charAt(at) == ' ') {
          at++;
        }
      }
      return text.substring(at);
    }

    /** Reads echo, which may write a file. */
    private void print(String text) {
      int arrow = outside(text, '>');
      if (arrow > 0) {
        String content = text.substring(Math.min(5, arrow), arrow).strip();
        String path = CharMatcher.anyOf("> \"").trimFrom(text.substring(arrow));
        boolean appends = text.startsWith(">>", arrow);
        String file = WindowsCommands.path(path);
        String before = appends ? to.files().written(file).map(Files.Written::text).orElse("") : "";
        to.writes(file, before + content + "\n", begin);
      }
    }

    private static int outside(String text, char mark) {
      boolean quoted = false;
      for (int i = 0; i < text.length(); i++) {
        quoted ^= text.charAt(i) == '"';
        if (text.charAt(i) == mark && !quoted) {
          return i;
        }
      }
      return -1;
    }

    private static String withoutRedirection(String text) {
      int arrow = outside(text, '>');
      return arrow < 0 ? text : text.substring(0, arrow);
    }

    /** Records the download of {@code curl URL > file}. */
    private void redirected(String text) {
      int arrow = outside(text, '>');
      int url = text.indexOf("://");
      if (arrow > url && url > 0) {
        String path = CharMatcher.anyOf("> \"").trimFrom(text.substring(arrow));
        to.fetched(
            text.substring(text.lastIndexOf(' ', url) + 1, arrow).strip(),
            WindowsCommands.path(path),
            begin);
      }
    }

    /** Inserts the values of variables; unknown ones are {@link Word#UNKNOWN}. */
    private String expanded(String text) {
      StringBuilder expanded = new StringBuilder();
      int at = 0;
      while (at < text.length()) {
        char c = text.charAt(at);
        int end = c == '%' || c == '!' ? text.indexOf(c, at + 1) : -1;
        String name = end > at + 1 ? text.substring(at + 1, end) : "";
        if (name.isEmpty() || CharMatcher.whitespace().matchesAnyOf(name)) {
          expanded.append(c);
          at++;
        } else {
          String value = variables.get(Ascii.toLowerCase(name));
          to.budget().steps(value == null ? 1 : value.length());
          expanded.append(value == null ? String.valueOf(Word.UNKNOWN) : value);
          at = end + 1;
        }
      }
      to.budget().steps(text.length());
      return expanded.toString();
    }
  }
}
