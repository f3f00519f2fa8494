package dev.referee.cli;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The subcommands, in the order in which the help names them.
 *
 * <p>Only the selected subcommand is created from its class, because reading the annotations of all
 * of them would take too long.
 */
enum Commands {
  PLAY("Plays an example game on an embedded AWS account."),
  JUDGE("Judges the teams of a game file once."),
  WATCH("Judges a game until it is over and reports every change."),
  CHECK("Judges one account by one check, without a game file."),
  LIST_CHECKS("Lists the checks, or shows one with its parameters and findings."),
  POLICY("Prints the least-privilege IAM policy for a game, or its role's trust policy."),
  DOCTOR("Tests before a game whether every team can be judged."),
  REPLAY("Judges a recorded sweep again, without a network."),
  SANDBOX("Runs embedded AWS accounts on this machine, to try tasks on."),
  SCHEMA("Prints the JSON Schema of game files, for editors."),
  COMPLETION("Prints a completion script for bash and zsh.");

  private final String summary;

  Commands(String summary) {
    this.summary = summary;
  }

  private Object made() {
    return switch (this) {
      case PLAY -> new PlayCommand();
      case JUDGE -> new JudgeCommand();
      case WATCH -> new WatchCommand();
      case CHECK -> new CheckCommand();
      case LIST_CHECKS -> new ListChecksCommand();
      case POLICY -> new PolicyCommand();
      case DOCTOR -> new DoctorCommand();
      case REPLAY -> new ReplayCommand();
      case SANDBOX -> new SandboxCommand();
      case SCHEMA -> new SchemaCommand();
      case COMPLETION -> new CompletionCommand();
    };
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the other names of a subcommand. */
  private String[] aliases() {
    return this == LIST_CHECKS ? new String[] {"checks"} : new String[0];
  }

  private boolean isCalled(String name) {
    return word().equals(name) || List.of(aliases()).contains(name);
  }

  /** Returns the subcommand in some arguments; empty if there is none. */
  static Set<Commands> meantBy(String... arguments) {
    return Arrays.stream(arguments)
        .filter(it -> !it.startsWith("-"))
        .limit(1)
        .flatMap(first -> Arrays.stream(values()).filter(commands -> commands.isCalled(first)))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Commands.class)));
  }

  /** Adds all subcommands to the command; those that are not selected have only their help text. */
  static void addTo(CommandLine referee, Set<Commands> meant) {
    for (Commands commands : values()) {
      CommandLine command =
          meant.contains(commands)
              ? new CommandLine(commands.made())
              : new CommandLine(CommandSpec.create());
      command.getCommandSpec().usageMessage().header(commands.summary);
      referee.addSubcommand(commands.word(), command, commands.aliases());
    }
  }
}
