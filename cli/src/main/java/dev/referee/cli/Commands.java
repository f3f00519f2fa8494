package dev.referee.cli;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Are the subcommands, in the order in which the help names them.
 *
 * <p>Only the one that is run is made of its class: to read the annotations of all of them would
 * take longer than most of what they do.
 */
enum Commands {
  PLAY("Plays the Unicorn Corp game on an AWS account that lives in this program."),
  JUDGE("Judges the teams of a game file once."),
  POLICY("Prints the IAM policy that judging a game takes."),
  WATCH("Judges a game until it is over, and tells what changes."),
  SANDBOX("Runs AWS accounts on this machine, to try tasks on.");

  private final String summary;

  Commands(String summary) {
    this.summary = summary;
  }

  private Object made() {
    return switch (this) {
      case PLAY -> new PlayCommand();
      case JUDGE -> new JudgeCommand();
      case POLICY -> new PolicyCommand();
      case WATCH -> new WatchCommand();
      case SANDBOX -> new SandboxCommand();
    };
  }

  private String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Adds to the command what it needs for some arguments. */
  static void addTo(CommandLine referee, String... arguments) {
    String first =
        Arrays.stream(arguments).filter(it -> !it.startsWith("-")).findFirst().orElse("");
    for (Commands each : values()) {
      CommandLine command =
          first.equals(each.word())
              ? new CommandLine(each.made())
              : new CommandLine(CommandSpec.create());
      command.getCommandSpec().usageMessage().header(each.summary);
      referee.addSubcommand(each.word(), command);
    }
  }
}
