package dev.referee.ec2.userdata;

/** A lexer of Ruby. */
final class RubyLexer extends CodeLexer {
  private boolean lineBegins = true;

  RubyLexer(String source, Budget budget) {
    super(source, budget);
  }

  @Override
  void code() {
    char c = source.charAt(at);
    boolean begins = lineBegins;
    lineBegins = c == '\n';
    if (begins && startsWith("=begin")) {
      skipPast("\n=end", at);
      skipLine();
    } else if (begins && startsWith("__END__")) {
      at = source.length();
    } else if (c == '#') {
      skipLine();
    } else if (c == '"') {
      begin(Quote.escaped("\"").overLines().embedding("#{", '}'), 1);
    } else if (c == '`') {
      begin(Quote.escaped("`").overLines().embedding("#{", '}').command(), 1);
    } else if (c == '\'') {
      begin(Quote.escaped("'").overLines(), 1);
    } else if (c == '%' && Delimiters.isQuote(source, at, "qQwWxrsi") && beginsExpression()) {
      percent();
    } else if (c == '/' && beginsExpression()) {
      begin(Quote.escaped("/"), 1);
    } else if (c == '<' && Delimiters.beginsHereDocument(source, at) && beginsExpression()) {
      Delimiters.HereDocument begin = Delimiters.hereDocument(source, at);
      if (!hereDocument(begin.label(), begin.length())) {
        mark(1);
      }
    } else if (isNameStart(c) || c == '@') {
      at += c == '@' ? 1 : 0;
      name();
    } else if (Character.isDigit(c)) {
      number();
    } else if (startsWith("=>") || startsWith("::")) {
      mark(2);
    } else if (startsWith("&.")) {
      at++;
    } else if (c == '\\' && peek(1) == '\n') {
      at += 2;
    } else if (c == '\n' || !Character.isWhitespace(c)) {
      mark(1);
    } else {
      at++;
    }
  }

  private void percent() {
    char kind = peek(1);
    char open = Character.isLetter(kind) ? peek(2) : kind;
    Quote quote = Quote.escaped(Delimiters.closing(open)).overLines();
    if (kind == 'x') {
      quote = quote.embedding("#{", '}').command();
    } else if (kind != 'q' && kind != 'w') {
      quote = quote.embedding("#{", '}');
    }
    begin(quote, Character.isLetter(kind) ? 3 : 2);
  }

  private boolean beginsExpression() {
    Token last = last();
    if (last == null) {
      return true;
    }
    return switch (last.type()) {
      case NAME -> Character.isWhitespace(peek(-1)) && !Character.isWhitespace(peek(1));
      case NUMBER, STRING, COMMAND -> false;
      case MARK -> !Tokens.isClosing(last);
    };
  }
}
