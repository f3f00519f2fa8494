package dev.referee.cli;

import dev.referee.Referee;
import dev.referee.aws.Account;
import dev.referee.internal.Durations;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Is what the command takes from the machine: the time, the environment, and whether somebody
 * looks. Nothing else in the command asks the machine for any of it.
 *
 * @param clock what time it is
 * @param environment the variables of the environment
 * @param outIsTerminal whether results go to a terminal
 * @param errIsTerminal whether messages go to a terminal
 * @param accounts what is added to every account before it is built
 * @param in what is typed
 * @param pause how it waits
 */
record Surroundings(
    Clock clock,
    Map<String, String> environment,
    boolean outIsTerminal,
    boolean errIsTerminal,
    UnaryOperator<Account.Builder> accounts,
    Reader in,
    Pause pause) {
  private static final int NARROWEST = 40;
  private static final int COLUMNS = 100;
  private static final int WIDEST = 160;
  private static final String TIME = "REFEREE_TIME";

  /** Returns those of this process. The script {@code referee} says which streams are terminals. */
  static Surroundings real() {
    return new Surroundings(
        clock(System.getenv(TIME)),
        System.getenv(),
        isTerminal("referee.out"),
        isTerminal("referee.err"),
        UnaryOperator.identity(),
        new InputStreamReader(System.in, Charset.defaultCharset()),
        Pause.real());
  }

  /**
   * Returns the time of the machine; or so far ahead of it, or standing at the time, as a sandbox
   * says whose time was moved.
   */
  static Clock clock(@Nullable String told) {
    if (told == null || told.isEmpty()) {
      return Clock.systemUTC();
    }
    try {
      return told.startsWith("+")
          ? Clock.offset(Clock.systemUTC(), Durations.parse(told.substring(1)))
          : Clock.fixed(Instant.parse(told), ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new WrongUse(
          "%s is +5m or 2026-11-30T01:00:00Z, as referee sandbox says, and this is '%s'"
              .formatted(TIME, told));
    }
  }

  private static boolean isTerminal(String property) {
    String told = System.getProperty(property);
    return told == null ? Ansi.AUTO.enabled() : told.equals("terminal");
  }

  /** Returns those that a command was given. */
  static Surroundings of(CommandSpec spec) {
    return ((Main) spec.root().userObject()).surroundings();
  }

  /** Returns these, with more added to every account before it is built. */
  Surroundings with(UnaryOperator<Account.Builder> more) {
    return new Surroundings(
        clock,
        environment,
        outIsTerminal,
        errIsTerminal,
        builder -> more.apply(accounts.apply(builder)),
        in,
        pause);
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

  /** Begins a referee on this time. */
  Referee.Builder referee() {
    return Referee.builder().clock(clock);
  }
}
