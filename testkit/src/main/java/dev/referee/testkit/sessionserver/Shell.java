package dev.referee.testkit.sessionserver;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shell that runs a few harmless commands: {@code echo}, {@code printf} of plain text, {@code
 * whoami}, {@code id}, {@code hostname}, {@code uname}, {@code pwd}, {@code true}, {@code false},
 * {@code sleep}, {@code sh -c}, {@code bash -c}, {@code exit}. Any other command is not found.
 * Sleeping takes no time here, but is added to the reported duration.
 *
 * <p>Commands are separated by line ends, {@code ;}, {@code &&} and {@code ||}. Not thread-safe.
 */
public sealed class Shell permits PowerShell {
  private static final int NOT_FOUND = 127;
  private static final int NOT_A_NUMBER = 2;

  /** The exit code of what was killed: 128 and the number of the signal. */
  private static final int KILLED = 137;

  private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

  final String user;
  final String hostName;
  private final String start;
  private String directory = "/usr/bin";
  private Duration limit = FOR_EVER;
  private Duration took = Duration.ZERO;

  /**
   * Creates an instance.
   *
   * @param user who is logged in
   * @param hostName what it says the name of its host is
   */
  public Shell(String user, String hostName) {
    this(user, hostName, "");
  }

  /**
   * Makes one that runs commands of its own first, as a shell does that somebody has replaced by a
   * script.
   *
   * @param user who is logged in
   * @param hostName what it says the name of its host is
   * @param start the commands that it runs first; an {@code exit} among them ends it
   */
  public Shell(String user, String hostName, String start) {
    this.user = checkNotNull(user);
    this.hostName = checkNotNull(hostName);
    this.start = checkNotNull(start);
  }

  /**
   * The result of a script.
   *
   * @param standardOutput what it wrote
   * @param standardError what it complained of
   * @param exitCode the exit code of its last command
   * @param took how long it took
   */
  public record Answer(String standardOutput, String standardError, int exitCode, Duration took) {}

  /**
   * How a shell stands after it ran something.
   *
   * @param exitCode the exit code of the last command
   * @param exited whether the shell has ended by {@code exit}
   */
  record State(int exitCode, boolean exited) {}

  /**
   * Starts the shell and runs a script to its end.
   *
   * @param script one or more commands
   */
  public Answer run(String script) {
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    int exitCode = run(script, out, err);
    return new Answer(out.toString(), err.toString(), exitCode, took);
  }

  /**
   * Starts the shell in a directory and runs a script, which is killed when it takes too long.
   *
   * @param script one or more commands
   * @param in the directory; empty for the usual one
   * @param atMost how long it may take
   */
  public Answer run(String script, String in, Duration atMost) {
    directory = in.isEmpty() ? directory : in;
    limit = atMost;
    return run(script);
  }

  /**
   * Starts the shell on a terminal, where both streams are one and lines end by CR LF, and runs a
   * script to its end.
   *
   * @param script one or more commands
   */
  public String runOnTerminal(String script) {
    StringBuilder screen = new StringBuilder();
    int unused = run(script, screen, screen);
    return onTerminal(screen);
  }

  static String onTerminal(CharSequence written) {
    return written.toString().replace("\n", "\r\n");
  }

  private int run(String script, StringBuilder out, StringBuilder err) {
    State started = begin(out, err);
    return started.exited() ? started.exitCode() : goOn(script, out, err).exitCode();
  }

  /** Starts the shell: runs what it runs first. */
  State begin(StringBuilder out, StringBuilder err) {
    return goOn(start, out, err);
  }

  /** Runs more commands in a shell that was started. */
  State goOn(String script, StringBuilder out, StringBuilder err) {
    int exit = 0;
    for (CommandLine.Step step : CommandLine.steps(script)) {
      boolean due = step.operator().equals(";") || (exit == 0) == step.operator().equals("&&");
      if (due && !step.words().isEmpty()) {
        if (step.words().get(0).equals("exit")) {
          boolean hasStatus = step.words().size() > 1;
          return new State(hasStatus ? exitCode(step.words().get(1), err) : exit, true);
        }
        exit = command(step.words(), out, err);
        if (isKilled()) {
          return new State(KILLED, true);
        }
      }
    }
    return new State(exit, false);
  }

  private boolean isKilled() {
    return took.compareTo(limit) > 0;
  }

  /** Returns the last eight bits of a number, as a shell exits by them. */
  private static int exitCode(String word, StringBuilder err) {
    Integer number = Ints.tryParse(word);
    if (number == null) {
      err.append("sh: exit: ").append(word).append(": numeric argument required\n");
      return NOT_A_NUMBER;
    }
    return number & 0xff;
  }

  private int command(List<String> words, StringBuilder out, StringBuilder err) {
    String name = words.get(0);
    if (name.equals(":") || name.startsWith("#!")) {
      return 0;
    }
    Integer exitCode = program(words, out, err);
    return exitCode == null ? notFound(name, err) : exitCode;
  }

  /** Says that there is no such command, and returns the exit code that this gives. */
  int notFound(String name, StringBuilder err) {
    err.append("sh: ").append(name).append(": command not found\n");
    return NOT_FOUND;
  }

  /**
   * Runs one program without a shell, as exec does: nothing expands, joins or redirects.
   *
   * @param command the program and its arguments, which quotes may hold together
   * @param out gets what it writes
   * @param err gets what it complains of
   * @return its exit code; null if there is no such program
   */
  public @Nullable Integer exec(String command, StringBuilder out, StringBuilder err) {
    List<String> words = CommandLine.words(command);
    return words.isEmpty() ? null : program(words, out, err);
  }

  /** Returns how long {@code sleep} sleeps; what is no number is no time. */
  private static Duration time(String argument) {
    if (argument.equals("infinity")) {
      return FOR_EVER.minusDays(1);
    }
    Long seconds = Longs.tryParse(argument);
    return seconds == null ? Duration.ZERO : Duration.ofSeconds(seconds);
  }

  /** Adds the time of a sleep to the duration. */
  final void sleep(String time) {
    took = took.plus(time(time));
  }

  /** Runs a program; returns its exit code, or null when there is none of this name. */
  @Nullable Integer program(List<String> words, StringBuilder out, StringBuilder err) {
    String name = words.get(0);
    String arguments = String.join(" ", words.subList(1, words.size()));
    switch (name.substring(name.lastIndexOf('/') + 1)) {
      case "echo" -> out.append(arguments).append('\n');
      case "printf" -> out.append(arguments.replace("\\n", "\n"));
      case "whoami" -> out.append(user).append('\n');
      case "id" ->
          out.append(user.equals("root") ? "uid=0(" : "uid=1001(").append(user).append(")\n");
      case "hostname" -> out.append(hostName).append('\n');
      case "uname" -> out.append("Linux\n");
      case "pwd" -> out.append(directory).append('\n');
      case "sleep" -> sleep(arguments);
      case "true" -> {}
      case "false" -> {
        return 1;
      }
      case "sh", "bash" -> {
        boolean script = words.size() > 2 && words.get(1).equals("-c");
        return goOn(script ? words.get(2) : "", out, err).exitCode();
      }
      default -> {
        return null;
      }
    }
    return 0;
  }
}
