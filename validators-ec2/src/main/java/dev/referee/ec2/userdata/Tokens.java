package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The tokens of a program, or of an expression embedded in a string, with paired brackets. */
final class Tokens {
  private static final Token NONE = new Token(Token.Type.MARK, "", 0);

  private final ImmutableList<Token> tokens;
  private final Budget budget;
  private final int[] partners;
  private final int[] openers;

  Tokens(List<Token> tokens, Budget budget) {
    this.budget = budget;
    this.tokens = ImmutableList.copyOf(tokens);
    partners = new int[tokens.size()];
    openers = new int[tokens.size()];
    pair();
  }

  private void pair() {
    int[] open = new int[tokens.size() + 1];
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      boolean closes = isClosing(tokens.get(i)) && depth > 0;
      if (closes) {
        depth--;
        partners[open[depth]] = i;
        partners[i] = open[depth];
      }
      openers[i] = depth == 0 ? -1 : open[depth - 1];
      if (isOpening(tokens.get(i))) {
        partners[i] = tokens.size();
        open[depth++] = i;
      } else if (!closes) {
        partners[i] = i;
      }
    }
  }

  int size() {
    return tokens.size();
  }

  /** Returns a token; an empty mark if there is none. */
  Token at(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : NONE;
  }

  boolean isMark(int index, String mark) {
    return at(index).isMark(mark);
  }

  /** Returns the matching bracket; a token that is not a bracket matches itself. */
  int partner(int index) {
    return index >= 0 && index < partners.length ? partners[index] : index;
  }

  /** Returns the bracket that the token is in, or -1. */
  int opener(int index) {
    return index >= 0 && index < openers.length ? openers[index] : -1;
  }

  /** Returns the next token that is not a line end. */
  int skipLineEnds(int index) {
    int i = index;
    while (isMark(i, "\n")) {
      budget.step();
      i++;
    }
    return i;
  }

  /** Returns the previous token that is not a line end. */
  int before(int index) {
    int i = index - 1;
    while (isMark(i, "\n")) {
      budget.step();
      i--;
    }
    return i;
  }

  /** Splits at a mark outside of inner brackets. */
  ImmutableList<Range> split(Range range, String mark) {
    ImmutableList.Builder<Range> parts = ImmutableList.builder();
    int begin = range.from();
    for (int i = range.from(); i < range.to(); i = next(i)) {
      if (isMark(i, mark)) {
        parts.add(new Range(begin, i));
        begin = i + 1;
      }
    }
    return parts.add(new Range(begin, range.to())).build();
  }

  /** Returns the next token, or the one after a whole bracket. Takes a step of the budget. */
  int next(int index) {
    budget.step();
    return Math.max(partner(index), index) + 1;
  }

  /** Returns the contents of a bracket. */
  Range inside(int bracket) {
    return new Range(bracket + 1, Math.max(bracket + 1, Math.min(partner(bracket), size())));
  }

  /** Removes line ends at both ends. */
  Range trim(Range range) {
    int from = range.from();
    int to = range.to();
    while (from < to && isMark(from, "\n")) {
      from++;
    }
    while (to > from && isMark(to - 1, "\n")) {
      to--;
    }
    return new Range(from, to);
  }

  /** Returns the end of an expression that begins here. */
  Range expression(int from) {
    int i = from;
    while (i < size() && !ends(i)) {
      i = next(i);
    }
    return new Range(from, Math.min(i, size()));
  }

  private boolean ends(int index) {
    Token token = at(index);
    if (token.isMark(";") || token.isMark(",") || isClosing(token)) {
      return true;
    }
    return token.isMark("\n") && !goesOn(at(index - 1)) && !leads(at(skipLineEnds(index)));
  }

  private static boolean goesOn(Token token) {
    return token.type() == Token.Type.MARK && "+.=(,[{%&|".contains(token.text());
  }

  private static boolean leads(Token token) {
    return token.isMark(".") || token.isMark("+") || token.isMark("->");
  }

  static boolean isOpening(Token token) {
    return token.isMark("(") || token.isMark("[") || token.isMark("{");
  }

  static boolean isClosing(Token token) {
    return token.isMark(")") || token.isMark("]") || token.isMark("}");
  }

  /**
   * A range of tokens.
   *
   * @param from the first
   * @param to the one after the last
   */
  record Range(int from, int to) {
    boolean isEmpty() {
      return from >= to;
    }

    int size() {
      return to - from;
    }
  }
}
