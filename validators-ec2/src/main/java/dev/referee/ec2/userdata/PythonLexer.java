package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;

/** A lexer of Python 2 and 3. */
final class PythonLexer extends CodeLexer {
  private static final CharMatcher PREFIXES = CharMatcher.anyOf("rRbBuUfFtT");

  PythonLexer(String source, Budget budget) {
    super(source, budget);
  }

  @Override
  void code() {
    char c = source.charAt(at);
    int prefix = prefix();
    if (prefix >= 0) {
      string(prefix);
    } else if (c == '#') {
      skipLine();
    } else if (c == '\\' && (peek(1) == '\n' || peek(1) == '\r')) {
      at += peek(1) == '\r' && peek(2) == '\n' ? 3 : 2;
    } else if (c == ':' && isOutermostInString() && peek(1) != '=') {
      skipFormat();
    } else if (isNameStart(c)) {
      name();
    } else if (Character.isDigit(c)) {
      number();
    } else if (c == '\n' || !Character.isWhitespace(c)) {
      mark(1);
    } else {
      at++;
    }
  }

  /** Skips the format of an expression in a string. */
  private void skipFormat() {
    while (at < source.length() && source.charAt(at) != '}' && source.charAt(at) != '{') {
      at++;
    }
    if (startsWith("{")) {
      mark(1);
    }
  }

  /** Returns the length of a string's prefix, or -1 if no string begins here. */
  private int prefix() {
    int length = 0;
    while (length < 3 && PREFIXES.matches(peek(length))) {
      length++;
    }
    char quote = peek(length);
    return length < 3 && (quote == '"' || quote == '\'') ? length : -1;
  }

  private void string(int prefix) {
    String letters = Ascii.toLowerCase(source.substring(at, at + prefix));
    char quote = peek(prefix);
    boolean triple = peek(prefix + 1) == quote && peek(prefix + 2) == quote;
    String close = String.valueOf(quote).repeat(triple ? 3 : 1);
    Quote delimiter = Quote.escaped(close);
    if (triple) {
      delimiter = delimiter.overLines();
    }
    if (letters.indexOf('f') >= 0 || letters.indexOf('t') >= 0) {
      delimiter = delimiter.embedding("{", '}').doublingBegin();
    }
    begin(
        letters.indexOf('r') >= 0 ? delimiter.keepingEscapes() : delimiter,
        prefix + close.length());
  }
}
