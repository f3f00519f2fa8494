package dev.referee.ec2.userdata;

/** A lexer of PowerShell. */
final class PowerShellLexer extends CodeLexer {
  private static final String MARKS = "|;&(){}[],=@<>\n";

  PowerShellLexer(String source, Budget budget) {
    super(source, budget);
  }

  @Override
  void code() {
    char c = source.charAt(at);
    if (c == '`' && (peek(1) == '\n' || peek(1) == '\r')) {
      at += peek(1) == '\r' && peek(2) == '\n' ? 3 : 2;
    } else if (startsWith("<#")) {
      skipPast("#>", at + 2);
    } else if (c == '#') {
      skipLine();
    } else if (beginsHereString()) {
      hereString();
    } else if (c == '"' || c == '\u201C' || c == '\u201D') {
      begin(expanding("\"").overLines(), 1);
    } else if (c == '\'' || c == '\u2018' || c == '\u2019') {
      begin(Quote.raw("'").doublingClose(), 1);
    } else if (startsWith("$(")) {
      at++;
      mark(1);
    } else if (startsWith("${")) {
      int begin = at;
      skipPast("}", at);
      add(Token.Type.NAME, "$" + source.substring(begin + 2, Math.max(begin + 2, at - 1)), begin);
    } else if (MARKS.indexOf(c) >= 0) {
      mark(1);
    } else if (Character.isWhitespace(c)) {
      at++;
    } else {
      word();
    }
  }

  private static Quote expanding(String close) {
    return Quote.escaped(close).escapedBy('`').embedding("$(", ')').doublingClose();
  }

  private boolean beginsHereString() {
    return startsWith("@'\n")
        || startsWith("@\"\n")
        || startsWith("@'\r\n")
        || startsWith("@\"\r\n");
  }

  private void hereString() {
    boolean raw = peek(1) == '\'';
    int skip = peek(2) == '\r' ? 4 : 3;
    if (raw) {
      begin(Quote.raw("\n'@"), skip);
    } else {
      begin(Quote.escaped("\n\"@").escapedBy('`').embedding("$(", ')').overLines(), skip);
    }
    // An empty one ends in the line that follows at once.
    at -= startsWith("'@") || startsWith("\"@") ? 1 : 0;
  }

  /** Reads a word; a backtick is left out, and the next character is literal. */
  private void word() {
    int begin = at;
    StringBuilder word = new StringBuilder();
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '`' && at + 1 < source.length() && !Character.isWhitespace(peek(1))) {
        word.append(peek(1));
        at += 2;
      } else if (Character.isWhitespace(c) || MARKS.indexOf(c) >= 0 || "\"'`".indexOf(c) >= 0) {
        break;
      } else {
        word.append(c);
        at++;
      }
    }
    if (at == begin) {
      at++;
    }
    boolean number = !word.isEmpty() && Character.isDigit(word.charAt(0));
    add(number ? Token.Type.NUMBER : Token.Type.NAME, word.toString(), begin);
  }

  @Override
  boolean unknown(StringBuilder text, Quote quote) {
    if (peek(0) != '$' || quote.escape() == 0) {
      return false;
    }
    if (peek(1) == '{') {
      skipPast("}", at);
    } else if (isNameStart(peek(1)) && peek(1) != '$') {
      at++;
      while (at < source.length()
          && (Character.isLetterOrDigit(peek(0)) || peek(0) == '_' || peek(0) == ':')) {
        at++;
      }
    } else {
      return false;
    }
    text.append(Word.UNKNOWN);
    return true;
  }
}
