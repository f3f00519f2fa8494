package dev.referee.spi;

import java.util.Optional;

/**
 * A rule for which actions a check may declare as reading.
 *
 * <p>For implementation by modules with targets; found by {@link java.util.ServiceLoader}.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface ReadingRule {

  /**
   * Returns why an action must not be declared as reading, for example "it is not known to read";
   * empty if it reads, or if the rule does not apply to such actions.
   *
   * @param action the action as permissions name it, for example {@code ec2:CreateVpc}
   */
  Optional<String> problem(String action);
}
