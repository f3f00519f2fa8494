package dev.referee.ec2.userdata;

/** A place in a program. */
record Place(ProgramFindings program, int offset) {

  /** Returns the number of its line, from 1. */
  int line() {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      line += program.source.charAt(i) == '\n' ? 1 : 0;
    }
    return line;
  }

  /** Returns its line, without the blanks around. */
  String text() {
    String source = program.source;
    int start = source.lastIndexOf('\n', Math.max(offset - 1, 0)) + 1;
    start = offset == 0 ? 0 : Math.min(start, offset);
    int end = source.indexOf('\n', offset);
    return source.substring(start, end < 0 ? source.length() : end).strip();
  }

  @Override
  public String toString() {
    return "offset " + offset;
  }
}
