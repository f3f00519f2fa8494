package dev.referee.ec2.userdata;

/** The string delimiters of Perl and Ruby. */
final class Delimiters {
  private Delimiters() {}

  /** Returns the closing delimiter for an opening one. */
  static String closing(char open) {
    return switch (open) {
      case '(' -> ")";
      case '[' -> "]";
      case '{' -> "}";
      case '<' -> ">";
      default -> String.valueOf(open);
    };
  }

  /** Returns the position of the opening delimiter after a word like {@code qq}, or -1. */
  static int opening(String source, int from) {
    int at = from;
    while (at < source.length() && at - from < 80 && Character.isWhitespace(source.charAt(at))) {
      at++;
    }
    if (at >= source.length()) {
      return -1;
    }
    char c = source.charAt(at);
    boolean mark = "([{<|!/~%^\"'".indexOf(c) >= 0 || (c == '#' && at == from);
    return mark ? at : -1;
  }

  /** Returns whether a percent sign opens a string here. */
  static boolean isQuote(String source, int at, String kinds) {
    if (at + 2 >= source.length()) {
      return false;
    }
    char kind = source.charAt(at + 1);
    char open = kinds.indexOf(kind) >= 0 ? source.charAt(at + 2) : kind;
    return "([{<|!/".indexOf(open) >= 0;
  }

  /** Returns whether a here-document begins here. */
  static boolean beginsHereDocument(String source, int at) {
    return source.startsWith("<<", at) && !hereDocument(source, at).label().isEmpty();
  }

  /** Reads the start of a here-document: {@code <<~LABEL} or {@code <<"LABEL"}. */
  static HereDocument hereDocument(String source, int at) {
    int begin = at + 2;
    if (source.startsWith("~", begin) || source.startsWith("-", begin)) {
      begin++;
    }
    boolean quoted = source.startsWith("\"", begin) || source.startsWith("'", begin);
    int from = quoted ? begin + 1 : begin;
    int end = from;
    while (end < source.length() && isLabel(source.charAt(end)) && end - from < 80) {
      end++;
    }
    String label = source.substring(from, end);
    boolean named = quoted || (!label.isEmpty() && Character.isUpperCase(label.charAt(0)));
    return new HereDocument(named ? label : "", end + (quoted ? 1 : 0) - at);
  }

  private static boolean isLabel(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /**
   * The start of a here-document.
   *
   * @param label the label that ends it; empty if none begins
   * @param length the number of characters of the beginning
   */
  record HereDocument(String label, int length) {}
}
