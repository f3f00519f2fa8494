package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;

/** A reader of systemd units and similar service settings with commands. */
final class UnitReader implements ProgramReader {

  @Override
  public void read(String source, Findings to) {
    int at = 0;
    while (at < source.length()) {
      int start = at;
      StringBuilder line = new StringBuilder();
      boolean goesOn = true;
      while (goesOn && at < source.length()) {
        int end = source.indexOf('\n', at);
        end = end < 0 ? source.length() : end;
        to.budget().steps(end - at + 1);
        String part = source.substring(at, end);
        goesOn = part.endsWith("\\");
        line.append(goesOn ? part.substring(0, part.length() - 1) + " " : part);
        at = end + 1;
      }
      line(line.toString(), start, to);
    }
  }

  private static void line(String line, int offset, Findings to) {
    String plain = line.strip();
    if (plain.startsWith("#") || plain.startsWith(";")) {
      return;
    }
    int run = plain.indexOf("RUN");
    if (run >= 0 && plain.indexOf('"', run) > 0) {
      StringLists.of(plain.substring(run)).forEach(it -> to.nested(Language.SHELL, it, offset));
      return;
    }
    int equals = plain.indexOf('=');
    String key = equals < 0 ? "" : Ascii.toLowerCase(plain.substring(0, equals).strip());
    if (key.startsWith("exec") || key.equals("command") || key.equals("server")) {
      String command = plain.substring(equals + 1).strip();
      int begin = 0;
      while (begin < command.length() && "@-:+!".indexOf(command.charAt(begin)) >= 0) {
        begin++;
      }
      to.nested(Language.SHELL, command.substring(begin), offset);
    } else if (key.equals("environment") && plain.contains("AWS_ACCESS_KEY_ID")) {
      to.bringsCredentials(offset);
    } else if (key.isEmpty() && (plain.startsWith("exec ") || plain.startsWith("start program"))) {
      to.nested(Language.SHELL, plain, offset);
    }
  }
}
