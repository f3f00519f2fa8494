package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Is the command {@code referee}. */
@Command(
    name = "referee",
    mixinStandardHelpOptions = true,
    version = "referee 0.1.0-SNAPSHOT",
    description = "Proves that a fix in an AWS account is real.",
    footer = {
      "",
      "Exit codes: 0 passed, or done; 1 failed; 2 could not be judged; 3 AWS is still working on"
          + " it; 64 wrong use. Of several, the worst: 64, 2, 1, 3, 0.",
      "Results go to stdout, messages to stderr. Colours are off in pipes and where NO_COLOR is"
          + " set."
    })
public final class Main implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  private final Surroundings surroundings;

  private Main(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * Runs the command.
   *
   * @param args what it is told
   */
  public static void main(String[] args) {
    int code;
    try {
      code = commandLine(Surroundings.real(), args).execute(args);
    } catch (WrongUse e) {
      System.err.println(e.getMessage());
      code = ExitCode.WRONG_USE;
    }
    System.exit(code);
  }

  /** Returns the command, made ready for some arguments and for no others. */
  static CommandLine commandLine(Surroundings surroundings, String... args) {
    return commandLine(surroundings, Commands.meantBy(args));
  }

  /** Returns the command with everything that it can do. */
  static CommandLine whole(Surroundings surroundings) {
    return commandLine(surroundings, EnumSet.allOf(Commands.class));
  }

  private static CommandLine commandLine(Surroundings surroundings, Set<Commands> meant) {
    Ansi ansi = surroundings.coloured() ? Ansi.ON : Ansi.OFF;
    CommandLine referee = new CommandLine(new Main(surroundings));
    Commands.addTo(referee, meant);
    return referee
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setUsageHelpWidth(100)
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setParameterExceptionHandler((e, given) -> misused(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command));
  }

  private static int misused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return ExitCode.WRONG_USE;
  }

  private static int failed(Exception e, CommandLine command) {
    if (e instanceof WrongUse) {
      command.getErr().println(e.getMessage());
      return ExitCode.WRONG_USE;
    }
    command.getErr().println("This should not happen, and nothing is proven by it:");
    e.printStackTrace(command.getErr());
    return ExitCode.INCONCLUSIVE;
  }

  /** Is told nothing: shows what it could be told. */
  @Override
  public Integer call() {
    CommandLine command = requireNonNull(spec).commandLine();
    command.usage(command.getErr());
    return ExitCode.WRONG_USE;
  }

  Surroundings surroundings() {
    return surroundings;
  }
}
