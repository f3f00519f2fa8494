package dev.referee.cli;

import dev.referee.Referee;
import dev.referee.aws.Account;
import java.time.Clock;
import java.util.Map;
import java.util.function.UnaryOperator;
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
 */
record Surroundings(
    Clock clock,
    Map<String, String> environment,
    boolean outIsTerminal,
    boolean errIsTerminal,
    UnaryOperator<Account.Builder> accounts) {

  /** Returns those of this process. The script {@code referee} says which streams are terminals. */
  static Surroundings real() {
    return new Surroundings(
        Clock.systemUTC(),
        System.getenv(),
        isTerminal("referee.out"),
        isTerminal("referee.err"),
        UnaryOperator.identity());
  }

  private static boolean isTerminal(String property) {
    String told = System.getProperty(property);
    return told == null ? Ansi.AUTO.enabled() : told.equals("terminal");
  }

  /** Returns those that a command was given. */
  static Surroundings of(CommandSpec spec) {
    return ((Main) spec.root().userObject()).surroundings();
  }

  /** Returns whether results are coloured: on a terminal, unless {@code NO_COLOR} is set. */
  boolean coloured() {
    return outIsTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Begins a referee on this time. */
  Referee.Builder referee() {
    return Referee.builder().clock(clock);
  }
}
