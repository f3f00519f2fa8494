package dev.referee.ec2.userdata;

/** A reader of part handlers: Python programs that process the other parts of the user data. */
final class PartHandlerReader implements ProgramReader {
  @Override
  public void read(String source, Findings to) {
    to.nested(Language.PYTHON, source, 0);
    to.cannotTell("has a part handler, which processes other parts", 0);
  }
}
