package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;

/** A Docker Compose file: the images and the commands of its services. */
final class ComposeFile {
  private ComposeFile() {}

  static void read(String text, ShellInterpreter shell, int offset) {
    shell.budget.steps(text.length());
    for (String line : Splitter.on('\n').split(text)) {
      String plain = line.strip();
      int colon = plain.indexOf(':');
      String value =
          colon < 0 ? "" : CharMatcher.anyOf("\"' ").trimFrom(plain.substring(colon + 1));
      switch (colon < 0 ? "" : plain.substring(0, colon)) {
        case "image" -> {
          if (!Images.isKnown(value) && !shell.files.isBuilt(value)) {
            shell.to.fetchedAndRun(value, offset);
          }
        }
        case "command", "entrypoint" -> shell.evaluate(value, Data.NONE, offset);
        default -> {}
      }
    }
  }
}
