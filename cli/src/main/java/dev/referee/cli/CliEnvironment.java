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
 * The environment of the command: the time, the variables, and whether somebody looks. Nothing else
 * in the command asks the machine for any of it.
 *
 * @param machine what time it is on this machine
 * @param clock what time it is for whoever judges
 * @param environment the variables of the environment
 * @param outIsTerminal whether results go to a terminal
 * @param errIsTerminal whether messages go to a terminal
 * @param accounts what is added to every account before it is built
 * @param in what is typed
 * @param pause how it waits
 * @param repeating how it does something from time to time
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

  /** Makes those in which nothing is done from time to time. */
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

  /** Makes the same in which whoever judges goes by the machine's time. */
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

  /** Returns those of this process. The script {@code referee} says which streams are terminals. */
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
   * Returns the time of the machine, or that of the sandbox which the environment names.
   *
   * @throws UsageException when it names none
   */
  static Clock clock(Clock machine, Map<String, String> environment) {
    String named = environment.getOrDefault(TIME, "");
    return named.isEmpty()
        ? machine
        : SandboxClock.named(TIME, named, Ticker.systemTicker()).withZone(machine.getZone());
  }

  private static boolean isTerminal(String property) {
    String told = System.getProperty(property);
    return told == null ? Ansi.AUTO.enabled() : told.equals("terminal");
  }

  /** Returns those that a command was given. */
  static CliEnvironment of(CommandSpec spec) {
    return ((Main) spec.root().userObject()).surroundings();
  }

  /** Returns these, with more added to every account before it is built. */
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

  /** Returns how wide results may be: as the terminal is, as far as it says so. */
  int columns() {
    String told = environment.getOrDefault("COLUMNS", "");
    return outIsTerminal && told.matches("\\d{2,3}")
        ? Math.max(NARROWEST, Math.min(WIDEST, Integer.parseInt(told)))
        : COLUMNS;
  }

  /**
   * Begins a referee on this time.
   *
   * @throws UsageException when it is that of a sandbox which is not there
   */
  Referee.Builder referee() {
    Instant unused = clock.instant();
    return Referee.builder().clock(clock);
  }
}
