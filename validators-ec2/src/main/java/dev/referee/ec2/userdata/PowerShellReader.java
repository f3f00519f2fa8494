package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;

/** A reader of PowerShell. */
final class PowerShellReader implements ProgramReader {
  @Override
  public void read(String source, Findings to) {
    ImmutableList<Tokens> streams = new PowerShellLexer(source, to.budget()).lex();
    PowerShellState state = new PowerShellState(to);
    // The program itself comes last among its streams.
    Tokens program = streams.get(streams.size() - 1);
    new PowerShellCommands(program, state, to).read();
    for (Tokens stream : streams.subList(0, streams.size() - 1)) {
      new PowerShellCommands(stream, state, to).read();
    }
  }
}
