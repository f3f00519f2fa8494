package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code referee}.
 *
 * <p>Its texts are passed to picocli in code, not as annotations, because reading annotations would
 * take longer than everything else that {@code --help} does.
 */
public final class Main {
  private static final String VERSION = "referee 0.1.0-SNAPSHOT";
  private static final String MEMORY_FULL =
      "The JVM ran out of memory; start it with more: java -Xmx2g -jar referee.jar.";
  private static final String[] FOOTER = {
    "",
    "Exit codes: 0 passed, or done; 1 failed; 2 could not be judged; 3 AWS is still working on it;"
        + " 64 usage error; 70 internal error; 74 a result could not be written, e.g. because the"
        + " disk is full. With several results, the most severe one is returned, in this order: 70,"
        + " 64, 74, 2, 1, 3, 0.",
    "Results go to stdout, messages to stderr. Colours are off in pipes and if NO_COLOR is set."
  };

  private final CliEnvironment environment;

  private Main(CliEnvironment environment) {
    this.environment = environment;
  }

  /**
   * Runs the command.
   *
   * @param args the arguments
   */
  public static void main(String[] args) {
    Thread.setDefaultUncaughtExceptionHandler(Main::died);
    System.exit(
        run(CliEnvironment::real, new FileOutputStream(FileDescriptor.out), System.err, args));
  }

  /** Runs the command, and returns its exit code, whatever happens. */
  static int run(
      Supplier<CliEnvironment> surroundings, OutputStream out, OutputStream err, String... args) {
    PrintWriter messages = utf8(err);
    StandardOutput results = new StandardOutput(out, messages);
    int code;
    try {
      PrintWriter writer = utf8(results);
      code = commandLine(surroundings.get(), args).setOut(writer).setErr(messages).execute(args);
      writer.flush();
    } catch (UsageException e) {
      messages.println(e.getMessage());
      code = ExitCode.WRONG_USE;
    } catch (Throwable e) { // the JVM's own exit code would mean "failed"
      code = unexpected(e, messages);
    }
    return results.failed() ? ExitCode.worst(List.of(code, ExitCode.CANNOT_WRITE)) : code;
  }

  /** Programs read the output, and expect this locale, whatever the system's language is. */
  private static PrintWriter utf8(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, UTF_8), true);
  }

  /**
   * Ends the program if a thread died that others may wait for; there may be no memory left for a
   * long message.
   */
  private static void died(Thread thread, Throwable e) {
    try {
      System.err.println(e instanceof OutOfMemoryError ? MEMORY_FULL : e);
    } finally {
      if (e instanceof VirtualMachineError) {
        Runtime.getRuntime().halt(ExitCode.UNEXPECTED);
      }
    }
  }

  private static int unexpected(Throwable e, PrintWriter messages) {
    messages.println("Internal error; no result was recorded:");
    if (e instanceof OutOfMemoryError) {
      messages.println(MEMORY_FULL);
    }
    e.printStackTrace(messages);
    messages.flush();
    return ExitCode.UNEXPECTED;
  }

  /** Returns the command, prepared only for some arguments. */
  static CommandLine commandLine(CliEnvironment environment, String... args) {
    return commandLine(environment, Commands.meantBy(args));
  }

  /** Returns the command with all subcommands. */
  static CommandLine whole(CliEnvironment environment) {
    return commandLine(environment, EnumSet.allOf(Commands.class));
  }

  private static CommandLine commandLine(CliEnvironment environment, Set<Commands> meant) {
    Ansi ansi = environment.coloured() ? Ansi.ON : Ansi.OFF;
    CommandLine referee = new CommandLine(spec(new Main(environment)));
    Commands.addTo(referee, meant);
    return referee
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setUsageHelpWidth(100)
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setParameterExceptionHandler((e, given) -> misused(e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(e, command))
        .setExecutionStrategy(Main::run);
  }

  private static CommandSpec spec(Main main) {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection(main)
            .name("referee")
            .version(VERSION)
            .addOption(
                OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this help message and exit.")
                    .build())
            .addOption(
                OptionSpec.builder("-V", "--version")
                    .versionHelp(true)
                    .description("Print version information and exit.")
                    .build());
    spec.usageMessage()
        .description("Proves that a fix in an AWS account is real.")
        .footer(FOOTER)
        .synopsisSubcommandLabel("COMMAND");
    return spec;
  }

  /** Runs the subcommand; without a subcommand, shows the help. */
  private static int run(ParseResult parsed) {
    if (!parsed.hasSubcommand()
        && !parsed.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested()) {
      CommandLine command = parsed.commandSpec().commandLine();
      command.usage(command.getErr());
      return ExitCode.WRONG_USE;
    }
    for (ParseResult result = parsed; result != null; result = result.subcommand()) {
      requireValues(result);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Refuses options with an empty value, for example from a variable that is not set. */
  private static void requireValues(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (option.originalStringValues().contains("")) {
        throw new ParameterException(
            parsed.commandSpec().commandLine(),
            "%s has an empty value. Is a variable not set?".formatted(option.longestName()));
      }
    }
  }

  private static int misused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return ExitCode.WRONG_USE;
  }

  private static int failed(Exception e, CommandLine command) {
    if (e instanceof UsageException) {
      command.getErr().println(e.getMessage());
      return ExitCode.WRONG_USE;
    }
    return unexpected(e, command.getErr());
  }

  CliEnvironment surroundings() {
    return environment;
  }
}
