package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableSet;
import java.util.BitSet;

/** A lexer of JavaScript and TypeScript. */
final class JavaScriptLexer extends CodeLexer {
  /** An expression begins after these words, so a slash there is not a division. */
  private static final ImmutableSet<String> BEFORE_EXPRESSION =
      ImmutableSet.of(
          "return",
          "typeof",
          "case",
          "in",
          "of",
          "do",
          "else",
          "void",
          "delete",
          "throw",
          "new",
          "instanceof",
          "yield",
          "await");

  private static final ImmutableSet<String> CONDITIONS =
      ImmutableSet.of("if", "while", "for", "with");

  /** For each open bracket whether it contains a condition, after which an expression begins. */
  private final BitSet conditions = new BitSet();

  private int depth;
  private boolean afterCondition;

  JavaScriptLexer(String source, Budget budget) {
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
    } else if (c == '"' || c == '\'') {
      begin(Quote.escaped(String.valueOf(c)), 1);
    } else if (c == '`') {
      begin(Quote.escaped("`").overLines().embedding("${", '}'), 1);
    } else if (c == '/' && beginsExpression()) {
      regularExpression();
    } else if (isNameStart(c) || (c == '#' && isNameStart(peek(1)))) {
      at += c == '#' ? 1 : 0;
      name();
    } else if (Character.isDigit(c)) {
      number();
    } else if (startsWith("=>")) {
      mark(2);
    } else if (startsWith("?.")) {
      at++;
    } else if (c == '\n' || !Character.isWhitespace(c)) {
      bracket(c);
      mark(1);
    } else {
      at++;
    }
  }

  private void bracket(char c) {
    if (c == '(') {
      Token last = last();
      conditions.set(depth++, last != null && last.isName() && CONDITIONS.contains(last.text()));
    } else if (c == ')' && depth > 0) {
      afterCondition = conditions.get(--depth);
    }
  }

  private boolean beginsExpression() {
    Token last = last();
    if (last == null) {
      return true;
    }
    return switch (last.type()) {
      case NAME -> BEFORE_EXPRESSION.contains(last.text());
      case NUMBER, STRING, COMMAND -> false;
      case MARK ->
          (!last.text().equals(")") || afterCondition)
              && !last.text().equals("]")
              && !last.text().equals("}");
    };
  }

  /** Reads a regular expression as an unknown string; character classes may contain slashes. */
  private void regularExpression() {
    int begin = at++;
    boolean inClass = false;
    while (at < source.length() && source.charAt(at) != '\n') {
      char c = source.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == '[') {
        inClass = true;
      } else if (c == ']') {
        inClass = false;
      } else if (c == '/' && !inClass) {
        break;
      }
    }
    at = Math.min(at, source.length());
    while (at < source.length() && isNamePart(source.charAt(at))) {
      at++;
    }
    add(Token.Type.STRING, String.valueOf(Word.UNKNOWN), begin);
  }
}
