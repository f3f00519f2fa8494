package dev.referee.ec2.userdata;

/** A lexer of languages with C-like syntax: Go, Java, Rust, C#. */
final class CurlyLexer extends CodeLexer {
  CurlyLexer(String source, Budget budget) {
    super(source, budget);
    if (source.startsWith("#!")) {
      skipLine();
    }
  }

  @Override
  void code() {
    char c = source.charAt(at);
    if (startsWith("//")) {
      skipLine();
    } else if (startsWith("/*")) {
      skipPast("*/", at + 2);
    } else if (startsWith("\"\"\"")) {
      begin(Quote.escaped("\"\"\"").overLines(), 3);
    } else if (c == '"') {
      begin(Quote.escaped("\"").overLines(), 1);
    } else if (c == '`') {
      begin(Quote.raw("`"), 1);
    } else if (c == '\'') {
      character();
    } else if (isNameStart(c)) {
      name();
    } else if (Character.isDigit(c)) {
      number();
    } else if (startsWith("::") || startsWith("->") || startsWith(":=")) {
      mark(2);
    } else if (c == '\n' || !Character.isWhitespace(c)) {
      mark(1);
    } else {
      at++;
    }
  }

  /** Reads a character; Rust writes lifetimes with the same mark. */
  private void character() {
    if (peek(1) == '\\') {
      at += 3;
      while (at < source.length() && peek(0) != '\'' && peek(0) != '\n') {
        at++;
      }
      at++;
    } else {
      at += peek(2) == '\'' ? 3 : 1;
    }
    at = Math.min(at, source.length());
  }
}
