package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;

/** A reader of include files: lists of URLs whose content cloud-init treats as user data. */
final class IncludeReader implements ProgramReader {
  @Override
  public void read(String source, Findings to) {
    int at = 0;
    while (at < source.length()) {
      int end = source.indexOf('\n', at);
      end = end < 0 ? source.length() : end;
      to.budget().steps(end - at + 1);
      String line = source.substring(at, end).strip();
      String lower = Ascii.toLowerCase(line);
      if (lower.startsWith("#include-once")) {
        line = line.substring("#include-once".length()).strip();
      } else if (lower.startsWith("#include")) {
        line = line.substring("#include".length()).strip();
      }
      if (!line.isEmpty() && !line.startsWith("#")) {
        to.fetchedAndRun(line, at);
      }
      at = end + 1;
    }
  }
}
