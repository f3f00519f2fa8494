package dev.referee.ec2.userdata;

/**
 * A token of a program.
 *
 * @param text the name, number or mark, or the value of a string, in which each part that is known
 *     only at run time is one {@link Word#UNKNOWN}
 * @param offset where it begins in the source
 */
record Token(Type type, String text, int offset) {
  /** The types of tokens. */
  enum Type {
    NAME,
    NUMBER,
    STRING,
    /** A string that the language passes to a shell, such as one in backticks. */
    COMMAND,
    /** An operator, a bracket, or the end of a line. */
    MARK
  }

  boolean isMark(String mark) {
    return type == Type.MARK && text.equals(mark);
  }

  boolean isName(String name) {
    return type == Type.NAME && text.equals(name);
  }

  boolean isName() {
    return type == Type.NAME;
  }

  boolean isString() {
    return type == Type.STRING;
  }

  @Override
  public String toString() {
    return type + " of " + text.length() + " characters at " + offset;
  }
}
