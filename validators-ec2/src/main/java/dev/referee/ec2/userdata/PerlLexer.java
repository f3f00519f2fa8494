package dev.referee.ec2.userdata;

/**
 * A lexer of Perl, as far as strings and comments can be recognised without running the program.
 */
final class PerlLexer extends CodeLexer {
  private boolean lineBegins = true;

  PerlLexer(String source, Budget budget) {
    super(source, budget);
  }

  @Override
  void code() {
    char c = source.charAt(at);
    boolean begins = lineBegins;
    lineBegins = c == '\n';
    if (begins && c == '=' && Character.isLetter(peek(1))) {
      skipPast("\n=cut", at);
      skipLine();
    } else if (begins && (startsWith("__END__") || startsWith("__DATA__"))) {
      at = source.length();
    } else if (c == '#') {
      skipLine();
    } else if (c == '"') {
      begin(Quote.escaped("\"").overLines(), 1);
    } else if (c == '`') {
      begin(Quote.escaped("`").overLines().command(), 1);
    } else if (c == '\'') {
      begin(Quote.escaped("'").overLines(), 1);
    } else if (c == '/' && beginsExpression()) {
      begin(Quote.escaped("/"), 1);
    } else if (c == '<' && Delimiters.beginsHereDocument(source, at)) {
      Delimiters.HereDocument begin = Delimiters.hereDocument(source, at);
      if (!hereDocument(begin.label(), begin.length())) {
        mark(1);
      }
    } else if (c == '$' && (peek(1) == '#' || peek(1) == '\'' || peek(1) == '"')) {
      at += 2;
    } else if (isNameStart(c)) {
      word();
    } else if (Character.isDigit(c)) {
      number();
    } else if (startsWith("->") || startsWith("=>") || startsWith("::")) {
      mark(2);
    } else if (c == '\n' || !Character.isWhitespace(c)) {
      mark(1);
    } else {
      at++;
    }
  }

  private void word() {
    Token last = last();
    boolean member = last != null && (last.isMark("->") || last.isMark("{"));
    int begin = at;
    int length = 0;
    while (begin + length < source.length() && isNamePart(source.charAt(begin + length))) {
      length++;
    }
    String word = source.substring(begin, begin + length);
    int open = Delimiters.opening(source, begin + length);
    if (member || open < 0) {
      name();
      return;
    }
    String close = Delimiters.closing(source.charAt(open));
    switch (word) {
      case "q", "qw" -> begin(Quote.escaped(close).overLines(), open + 1 - begin);
      case "qq", "m", "qr" -> begin(Quote.escaped(close).overLines(), open + 1 - begin);
      case "qx" -> begin(Quote.escaped(close).overLines().command(), open + 1 - begin);
      case "s", "tr", "y" -> substitution(open, close);
      default -> name();
    }
  }

  /** Skips both halves of a substitution. */
  private void substitution(int open, String close) {
    int begin = at;
    at = open + 1;
    skipHalf(close);
    if (!close.equals(String.valueOf(source.charAt(open)))) {
      int second = Delimiters.opening(source, at);
      at = second < 0 ? at : second + 1;
    }
    skipHalf(close);
    add(Token.Type.STRING, String.valueOf(Word.UNKNOWN), begin);
  }

  private void skipHalf(String close) {
    while (at < source.length() && !startsWith(close)) {
      at += peek(0) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, source.length());
  }

  private boolean beginsExpression() {
    Token last = last();
    if (last == null) {
      return true;
    }
    return switch (last.type()) {
      case NAME -> last.isName("split") || last.isName("if") || last.isName("unless");
      case NUMBER, STRING, COMMAND -> false;
      case MARK -> !Tokens.isClosing(last);
    };
  }

  @Override
  boolean unknown(StringBuilder text, Quote quote) {
    char c = peek(0);
    if ((c != '$' && c != '@') || !isNameStart(peek(1)) || !quote.close().equals("\"")) {
      return false;
    }
    at++;
    while (at < source.length() && isNamePart(peek(0))) {
      at++;
    }
    text.append(Word.UNKNOWN);
    return true;
  }
}
