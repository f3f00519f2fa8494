package dev.referee.cli;

import com.google.common.base.Ticker;
import dev.referee.Referee;
import dev.referee.aws.Account;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The environment of the command: the time, the variables, and the terminals. No other class of the
 * command reads them from the system.
 *
 * @param machine the system clock
 * @param clock the clock for judging
 * @param environment the environment variables
 * @param outIsTerminal whether results go to a terminal
 * @param errIsTerminal whether messages go to a terminal
 * @param accounts what is added to every account before it is built
 * @param in standard input
 * @param pause the operation that waits
 * @param repeating the operation that repeats actions
 */
record CliEnvironment(
    Clock machine,
    Clock clock,
    Map<String, String> environment,
    boolean outIsTerminal,
    boolean errIsTerminal,
    UnaryOperator<Account.Builder> accounts,
    Reader in,
    Sleeper pause,
    Repeating repeating) {
  private static final int NARROWEST = 40;
  private static final int COLUMNS = 100;
  private static final int WIDEST = 160;
  private static final String TIME = "REFEREE_TIME";

  /** Creates an environment without repeated actions. */
  CliEnvironment(
      Clock machine,
      Clock clock,
      Map<String, String> environment,
      boolean outIsTerminal,
      boolean errIsTerminal,
      UnaryOperator<Account.Builder> accounts,
      Reader in,
      Sleeper pause) {
    this(
        machine,
        clock,
        environment,
        outIsTerminal,
        errIsTerminal,
        accounts,
        in,
        pause,
        Repeating.never());
  }

  /** Creates the same with the system clock for judging. */
  CliEnvironment(
      Clock clock,
      Map<String, String> environment,
      boolean outIsTerminal,
      boolean errIsTerminal,
      UnaryOperator<Account.Builder> accounts,
      Reader in,
      Sleeper pause) {
    this(clock, clock, environment, outIsTerminal, errIsTerminal, accounts, in, pause);
  }

  /**
   * Returns the environment of this process. The script {@code referee} sets which streams are
   * terminals.
   */
  static CliEnvironment real() {
    Clock machine = Clock.systemUTC();
    return new CliEnvironment(
        machine,
        clock(machine, System.getenv()),
        System.getenv(),
        isTerminal("referee.out"),
        isTerminal("referee.err"),
        UnaryOperator.identity(),
        new InputStreamReader(System.in, Charset.defaultCharset()),
        Sleeper.real(),
        Repeating.real());
  }

  /**
   * Returns the system clock, or that of the sandbox in the environment.
   *
   * @throws UsageException if that is invalid
   */
  static Clock clock(Clock machine, Map<String, String> environment) {
    String named = environment.getOrDefault(TIME, "");
    return named.isEmpty()
        ? machine
        : SandboxClock.named(TIME, named, Ticker.systemTicker()).withZone(machine.getZone());
  }

  private static boolean isTerminal(String property) {
    String value = System.getProperty(property);
    return value == null ? Ansi.AUTO.enabled() : value.equals("terminal");
  }

  /** Returns the environment of a command. */
  static CliEnvironment of(CommandSpec spec) {
    return ((Main) spec.root().userObject()).surroundings();
  }

  /** Returns this environment with further settings for every account. */
  CliEnvironment with(UnaryOperator<Account.Builder> more) {
    return new CliEnvironment(
        machine,
        clock,
        environment,
        outIsTerminal,
        errIsTerminal,
        builder -> more.apply(accounts.apply(builder)),
        in,
        pause,
        repeating);
  }

  /** Returns whether results are coloured: on a terminal, unless {@code NO_COLOR} is set. */
  boolean coloured() {
    return outIsTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Returns the maximum width of results: that of the terminal, if known. */
  int columns() {
    String value = environment.getOrDefault("COLUMNS", "");
    return outIsTerminal && value.matches("\\d{2,3}")
        ? Math.max(NARROWEST, Math.min(WIDEST, Integer.parseInt(value)))
        : COLUMNS;
  }

  /**
   * Returns a builder of a referee with this clock.
   *
   * @throws UsageException if it is that of a sandbox that is not running
   */
  Referee.Builder referee() {
    Instant unused = clock.instant();
    return Referee.builder().clock(clock);
  }
}
