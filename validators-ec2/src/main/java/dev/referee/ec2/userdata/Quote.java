package dev.referee.ec2.userdata;

/**
 * A kind of string literal.
 *
 * @param close what ends it
 * @param escape the character that changes the meaning of the next, or 0
 * @param keepsEscapes whether that character stands for itself as well
 * @param embeds what begins an expression in it, such as <code>${</code>; empty for none
 * @param embedCloses what ends the expression
 * @param doublesClose whether its end, written twice, stands for itself
 * @param doublesBegin whether the beginning of an expression, written twice, stands for itself
 * @param lines whether it may hold ends of lines
 * @param type the token that it becomes
 */
record Quote(
    String close,
    char escape,
    boolean keepsEscapes,
    String embeds,
    char embedCloses,
    boolean doublesClose,
    boolean doublesBegin,
    boolean lines,
    Token.Type type) {

  /** Makes one on one line, with escapes by a backslash. */
  static Quote escaped(String close) {
    return new Quote(close, '\\', false, "", '\0', false, false, false, Token.Type.STRING);
  }

  /** Makes one in which everything stands for itself. */
  static Quote raw(String close) {
    return new Quote(close, '\0', false, "", '\0', false, false, true, Token.Type.STRING);
  }

  Quote overLines() {
    return new Quote(
        close, escape, keepsEscapes, embeds, embedCloses, doublesClose, doublesBegin, true, type);
  }

  Quote keepingEscapes() {
    return new Quote(
        close, escape, true, embeds, embedCloses, doublesClose, doublesBegin, lines, type);
  }

  Quote embedding(String begin, char end) {
    return new Quote(
        close, escape, keepsEscapes, begin, end, doublesClose, doublesBegin, lines, type);
  }

  Quote escapedBy(char c) {
    return new Quote(
        close, c, keepsEscapes, embeds, embedCloses, doublesClose, doublesBegin, lines, type);
  }

  Quote doublingClose() {
    return new Quote(
        close, escape, keepsEscapes, embeds, embedCloses, true, doublesBegin, lines, type);
  }

  Quote doublingBegin() {
    return new Quote(
        close, escape, keepsEscapes, embeds, embedCloses, doublesClose, true, lines, type);
  }

  Quote command() {
    return new Quote(
        close,
        escape,
        keepsEscapes,
        embeds,
        embedCloses,
        doublesClose,
        doublesBegin,
        lines,
        Token.Type.COMMAND);
  }
}
