package dev.referee.ec2.userdata;

/** A reader of shell scripts. */
final class ShellReader implements ProgramReader {
  @Override
  public void read(String source, Findings to) {
    new ShellInterpreter(to).program(source);
  }
}
