package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.Joiner;
import com.google.common.base.Splitter;

/** A Dockerfile: the commands that run during the build and at container start. */
final class Dockerfile {
  private Dockerfile() {}

  static void read(String text, ShellInterpreter shell, int offset) {
    shell.budget.steps(text.length());
    for (String line : Splitter.on('\n').split(text.replace("\\\n", " "))) {
      String plain = line.strip();
      int blank = plain.indexOf(' ');
      String rest = blank < 0 ? "" : plain.substring(blank + 1).strip();
      switch (blank < 0 ? "" : Ascii.toUpperCase(plain.substring(0, blank))) {
        case "FROM" -> {
          String image = Splitter.on(' ').splitToList(rest).get(0);
          if (!Images.isKnown(image) && !shell.files.isBuilt(image)) {
            shell.to.fetchedAndRun(image, offset);
          }
        }
        case "RUN", "CMD", "ENTRYPOINT" -> {
          String command = rest.startsWith("[") ? Joiner.on(' ').join(StringLists.of(rest)) : rest;
          shell.evaluate(command, Data.NONE, offset);
        }
        default -> {}
      }
    }
  }
}
