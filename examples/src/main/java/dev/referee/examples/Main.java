package dev.referee.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Is the command {@code referee}. */
@Command(
    name = "referee",
    mixinStandardHelpOptions = true,
    version = "referee 0.1.0-SNAPSHOT",
    description = "Proves that a fix in an AWS account is real.",
    subcommands = {PlayCommand.class, JudgeCommand.class},
    footer = {
      "",
      "Exit codes: 0 passed, or played; 1 failed; 2 could not be judged; 3 AWS is still working on"
          + " it; 64 wrong use.",
      "Colours are off in pipes and where NO_COLOR is set."
    })
public final class Main {
  static final int WRONG_USE = 64;

  private Main() {}

  /**
   * Runs the command.
   *
   * @param args what it is told
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new Main());
    command.getCommandSpec().exitCodeOnInvalidInput(WRONG_USE);
    command
        .getSubcommands()
        .values()
        .forEach(sub -> sub.getCommandSpec().exitCodeOnInvalidInput(WRONG_USE));
    return command.setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpWidth(100);
  }
}
