package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;

/** A lexer of PHP, which treats text outside its tags as page content. */
final class PhpLexer extends CodeLexer {
  private boolean php;

  PhpLexer(String source, Budget budget) {
    super(source, budget);
    php = source.indexOf("<?") < 0;
  }

  @Override
  void code() {
    char c = source.charAt(at);
    if (!php) {
      page();
    } else if (startsWith("?>")) {
      php = false;
      add(Token.Type.MARK, ";", at);
      at += 2;
    } else if (startsWith("//") || (c == '#' && peek(1) != '[')) {
      comment();
    } else if (startsWith("/*")) {
      skipPast("*/", at + 2);
    } else if (startsWith("<<<")) {
      hereDocument();
    } else if (c == '"') {
      begin(Quote.escaped("\"").overLines().embedding("{$", '}'), 1);
    } else if (c == '`') {
      begin(Quote.escaped("`").overLines().embedding("{$", '}').command(), 1);
    } else if (c == '\'') {
      begin(Quote.escaped("'").overLines(), 1);
    } else if (isNameStart(c)) {
      name();
    } else if (Character.isDigit(c)) {
      number();
    } else if (startsWith("->") || startsWith("::") || startsWith("=>")) {
      mark(2);
    } else if (startsWith("?->")) {
      at++;
    } else if (c == '\n' || !Character.isWhitespace(c)) {
      mark(1);
    } else {
      at++;
    }
  }

  private void page() {
    int begin = source.indexOf("<?", at);
    if (begin < 0) {
      at = source.length();
      return;
    }
    php = true;
    at = begin + 2;
    if (startsWith("php")) {
      at += 3;
    } else if (startsWith("=")) {
      at++;
    }
  }

  /** A comment ends with the line, and with PHP. */
  private void comment() {
    while (at < source.length() && peek(0) != '\n' && !startsWith("?>")) {
      at++;
    }
  }

  private void hereDocument() {
    int line = source.indexOf('\n', at);
    if (line < 0) {
      at = source.length();
      return;
    }
    String label = CharMatcher.anyOf("'\" \t\r").trimFrom(source.substring(at + 3, line));
    if (label.isEmpty() || !hereDocument(label, line - at)) {
      mark(1);
    }
  }

  @Override
  boolean unknown(StringBuilder text, Quote quote) {
    if (peek(0) != '$'
        || !isNameStart(peek(1))
        || quote.escape() == 0
        || quote.close().equals("'")) {
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
