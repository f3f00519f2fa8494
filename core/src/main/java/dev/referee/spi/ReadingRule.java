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
   * Returns why an action must not be declared as reading, as in "it is not known to read"; empty
   * when it reads, and when the rule is not about such actions.
   *
   * @param action the action as permissions name it, as in {@code ec2:CreateVpc}
   */
  Optional<String> problem(String action);
}
