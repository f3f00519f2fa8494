package dev.referee.ec2.userdata;

/**
 * A kind of string literal.
 *
 * @param close what ends it
 * @param escape the escape character, or 0
 * @param keepsEscapes whether the escape character is also kept
 * @param embeds the start of an embedded expression, such as <code>${</code>; empty for none
 * @param embedCloses the end of the expression
 * @param doublesClose whether a doubled end is literal
 * @param doublesBegin whether a doubled start of an expression is literal
 * @param lines whether it may contain line ends
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

  /** Creates a single-line one with backslash escapes. */
  static Quote escaped(String close) {
    return new Quote(close, '\\', false, "", '\0', false, false, false, Token.Type.STRING);
  }

  /** Creates one in which everything is literal. */
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
