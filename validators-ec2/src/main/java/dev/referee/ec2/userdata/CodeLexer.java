package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A base class for lexers of programs: names, numbers, brackets, strings with embedded expressions.
 *
 * <p>Each expression within a string becomes {@link Tokens} of its own; the string has {@link
 * Word#UNKNOWN} in its place. Strings and expressions are kept on a stack, so that no depth of
 * nesting is too much. For one program.
 */
abstract class CodeLexer {
  protected final String source;
  protected int at;
  private final Budget budget;
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private final ImmutableList.Builder<Tokens> streams = ImmutableList.builder();
  private int bodyFrom = -1;
  private int bodyTo = -1;

  CodeLexer(String source, Budget budget) {
    this.source = source;
    this.budget = budget;
  }

  /** A program, an expression within a string, or a string. */
  private static final class Frame {
    final List<Token> tokens = new ArrayList<>();
    final StringBuilder text = new StringBuilder();
    final @Nullable Quote quote;
    final int offset;
    final char close;
    int depth;

    Frame(@Nullable Quote quote, int offset, char close) {
      this.quote = quote;
      this.offset = offset;
      this.close = close;
    }
  }

  /** Reads the program; the tokens of the program itself come last. */
  final ImmutableList<Tokens> lex() {
    frames.push(new Frame(null, 0, '\0'));
    while (at < source.length()) {
      budget.step();
      Quote quote = frames.element().quote;
      int before = at;
      if (quote != null) {
        text(quote);
      } else if (at == bodyFrom) {
        add(Token.Type.MARK, "\n", at);
        at = bodyTo;
      } else if (closesFrame()) {
        at++;
        endCode();
      } else {
        code();
        budget.steps(at - before);
      }
    }
    while (!frames.isEmpty()) {
      if (frames.element().quote != null) {
        endText();
      } else {
        endCode();
      }
    }
    return streams.build();
  }

  /** Reads the token at {@link #at} outside of strings, and advances by at least one character. */
  abstract void code();

  private boolean closesFrame() {
    Frame frame = frames.element();
    return frames.size() > 1 && frame.depth == 0 && source.charAt(at) == frame.close;
  }

  /** Returns whether an embedded expression is being read, without open brackets. */
  final boolean isOutermostInString() {
    return frames.size() > 1 && frames.element().depth == 0;
  }

  private void text(Quote quote) {
    StringBuilder text = frames.element().text;
    char c = source.charAt(at);
    if (startsWith(quote.close())) {
      if (quote.doublesClose() && source.startsWith(quote.close(), at + quote.close().length())) {
        text.append(quote.close());
        at += 2 * quote.close().length();
        return;
      }
      at += quote.close().length();
      endText();
    } else if (c == quote.escape() && c != 0) {
      at++;
      if (quote.keepsEscapes()) {
        text.append(c).append(peek(0));
        at++;
      } else {
        escape(text, quote);
      }
    } else if (!quote.embeds().isEmpty() && startsWith(quote.embeds())) {
      at += quote.embeds().length();
      if (quote.doublesBegin() && startsWith(quote.embeds())) {
        text.append(quote.embeds());
        at += quote.embeds().length();
      } else {
        frames.push(new Frame(null, at, quote.embedCloses()));
      }
    } else if (c == '\n' && !quote.lines()) {
      endText();
    } else if (!unknown(text, quote)) {
      text.append(c);
      at++;
    }
  }

  /** Reads a variable in a string, if the language supports that, and adds {@link Word#UNKNOWN}. */
  boolean unknown(StringBuilder text, Quote quote) {
    return false;
  }

  /** Reads the text after an escape character. */
  void escape(StringBuilder text, Quote quote) {
    if (at >= source.length()) {
      return;
    }
    char c = source.charAt(at++);
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case 'x' -> code(text, 2);
      case 'u' -> unicode(text);
      case '\r' -> {
        if (startsWith("\n")) {
          at++;
        }
      }
      case '\n' -> {}
      default -> text.append(c);
    }
  }

  private void unicode(StringBuilder text) {
    if (startsWith("{")) {
      int end = source.indexOf('}', at);
      if (end > at && end - at < 10) {
        int code = hex(source.substring(at + 1, end));
        text.appendCodePoint(Character.isValidCodePoint(code) ? code : Word.UNKNOWN);
        at = end + 1;
      }
    } else {
      code(text, 4);
    }
  }

  private void code(StringBuilder text, int digits) {
    if (at + digits <= source.length()) {
      int code = hex(source.substring(at, at + digits));
      text.append(code < 0 ? Word.UNKNOWN : (char) code);
      at += digits;
    }
  }

  private static int hex(String digits) {
    try {
      return Integer.parseInt(digits, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  final boolean startsWith(String text) {
    return source.startsWith(text, at);
  }

  /** Returns a character at a distance; 0 after the end. */
  final char peek(int ahead) {
    return at + ahead < source.length() ? source.charAt(at + ahead) : '\0';
  }

  final void begin(Quote quote, int skip) {
    frames.push(new Frame(quote, at, '\0'));
    at += skip;
  }

  private void endText() {
    Frame frame = frames.pop();
    if (frame.quote != null) {
      frames
          .element()
          .tokens
          .add(new Token(frame.quote.type(), frame.text.toString(), frame.offset));
    }
  }

  private void endCode() {
    Frame frame = frames.pop();
    streams.add(new Tokens(frame.tokens, budget));
    Frame around = frames.peek();
    if (around != null) {
      around.text.append(Word.UNKNOWN);
    }
  }

  /**
   * Reads a here-document, whose body begins on the next line; the current line continues.
   *
   * @param length the length of its start, with its label
   * @return whether it has an end
   */
  final boolean hereDocument(String label, int length) {
    int line = Math.max(bodyTo - 1, source.indexOf('\n', at));
    for (int begin = line + 1; line >= 0 && begin <= source.length() && begin > 0; ) {
      int end = source.indexOf('\n', begin);
      end = end < 0 ? source.length() : end;
      budget.steps(end - begin + 1);
      String text = source.substring(begin, end).strip();
      if (text.startsWith(label) && !isLonger(text, label)) {
        add(Token.Type.STRING, source.substring(line + 1, begin), at);
        bodyFrom = at <= bodyFrom ? bodyFrom : source.indexOf('\n', at);
        bodyTo = source.indexOf(label, begin) + label.length();
        at += length;
        return true;
      }
      if (end == source.length()) {
        break;
      }
      begin = end + 1;
    }
    return false;
  }

  private boolean isLonger(String text, String label) {
    return text.length() > label.length() && isNamePart(text.charAt(label.length()));
  }

  final void add(Token.Type type, String text, int offset) {
    frames.element().tokens.add(new Token(type, text, offset));
  }

  /** Returns the previous token, if there is one. */
  final @Nullable Token last() {
    List<Token> tokens = frames.element().tokens;
    return tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
  }

  final void mark(int length) {
    String mark = source.substring(at, at + length);
    Frame frame = frames.element();
    if (mark.equals("(") || mark.equals("[") || mark.equals("{")) {
      frame.depth++;
    } else if (mark.equals(")") || mark.equals("]") || mark.equals("}")) {
      frame.depth = Math.max(0, frame.depth - 1);
    }
    add(Token.Type.MARK, mark, at);
    at += length;
  }

  final void name() {
    int begin = at;
    while (at < source.length() && isNamePart(source.charAt(at))) {
      at++;
    }
    add(Token.Type.NAME, source.substring(begin, at), begin);
  }

  final void number() {
    int begin = at;
    while (at < source.length()
        && (isNamePart(source.charAt(at))
            || (source.charAt(at) == '.' && Character.isDigit(peek(1))))) {
      at++;
    }
    add(Token.Type.NUMBER, source.substring(begin, at), begin);
  }

  final void skipLine() {
    int end = source.indexOf('\n', at);
    at = end < 0 ? source.length() : end;
  }

  final void skipPast(String close, int from) {
    int end = source.indexOf(close, from);
    at = end < 0 ? source.length() : end + close.length();
  }

  static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_' || c == '$';
  }

  boolean isNamePart(char c) {
    return isNameStart(c) || Character.isDigit(c);
  }
}
