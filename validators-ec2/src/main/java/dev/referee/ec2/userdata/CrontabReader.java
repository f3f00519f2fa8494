package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;

/**
 * A reader of crontabs, whose lines run commands. The system's crontab names a user before the
 * command, but a user's crontab does not, so both are tried.
 */
final class CrontabReader implements ProgramReader {
  private static final CharMatcher BLANK = CharMatcher.anyOf(" \t\r");

  @Override
  public void read(String source, Findings to) {
    int at = 0;
    while (at < source.length()) {
      int end = source.indexOf('\n', at);
      end = end < 0 ? source.length() : end;
      to.budget().steps(end - at + 1);
      line(source.substring(at, end), at, to);
      at = end + 1;
    }
  }

  private static void line(String line, int offset, Findings to) {
    int at = blanks(line, 0);
    if (at >= line.length() || line.charAt(at) == '#') {
      return;
    }
    if (line.charAt(at) == Marks.LOCAL || Marks.FETCHED.matches(line.charAt(at))) {
      to.nested(Language.SHELL, line.substring(at), offset + at);
      return;
    }
    int fields = line.charAt(at) == '@' ? 1 : 5;
    for (int i = 0; i < fields; i++) {
      at = blanks(line, word(line, at));
    }
    if (at >= line.length()) {
      return;
    }
    to.nested(Language.SHELL, line.substring(at), offset + at);
    int command = blanks(line, word(line, at));
    String user = line.substring(at, word(line, at));
    if (command < line.length() && ShellLexer.isName(user.replace('-', '_'))) {
      to.nested(Language.SHELL, line.substring(command), offset + command);
    }
  }

  private static int blanks(String line, int from) {
    int at = from;
    while (at < line.length() && BLANK.matches(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int word(String line, int from) {
    int at = from;
    while (at < line.length() && !BLANK.matches(line.charAt(at))) {
      at++;
    }
    return at;
  }
}
