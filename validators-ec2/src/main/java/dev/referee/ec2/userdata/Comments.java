package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;

/** A preprocessor that blanks comments, preserves offsets, and joins continued lines. */
final class Comments {
  private Comments() {}

  static String blanked(Language language, String source, Budget budget) {
    StringBuilder text = new StringBuilder(source);
    budget.steps(source.length());
    if (language == Language.SHELL) {
      ShellParser parser = ShellParser.of(source, budget);
      parser.program();
      parser.comments().forEach(range -> blank(text, range[0], range[1]));
    } else {
      lines(language, source, text);
    }
    for (int i = 0; i + 1 < text.length(); i++) {
      if (text.charAt(i) == '\\' && text.charAt(i + 1) == '\n') {
        blank(text, i, i + 2);
      }
    }
    return text.toString();
  }

  private static void lines(Language language, String source, StringBuilder text) {
    int at = 0;
    while (at < source.length()) {
      int end = source.indexOf('\n', at);
      end = end < 0 ? source.length() : end;
      String line = Ascii.toLowerCase(source.substring(at, end).strip());
      boolean comment =
          switch (language) {
            case JAVASCRIPT -> line.startsWith("//");
            case BATCH -> line.startsWith("rem ") || line.startsWith("::");
            case PHP -> line.startsWith("//") || line.startsWith("#");
            default -> line.startsWith("#") && !line.startsWith("#!");
          };
      if (comment) {
        blank(text, at, end);
      }
      at = end + 1;
    }
  }

  private static void blank(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      text.setCharAt(i, ' ');
    }
  }
}
