package dev.referee;

import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;

/**
 * Something that a team owns and checks look at: an AWS account, a cluster, a service endpoint.
 *
 * <p>For implementation by modules that bring a new kind. Thread-safe.
 */
public interface Target {

  /** Returns what people call it, as in {@code account 111122223333 in eu-west-1}; no secrets. */
  String name();

  /**
   * Returns what it shares limits with: {@link Referee} judges only so many checks at a time over
   * targets of one lane. Two targets in one AWS account are one lane.
   */
  default String concurrencyKey() {
    return name();
  }

  /**
   * Makes ready for one check, in the thread that judges; called when the check first asks for this
   * target.
   *
   * @param run the check that asks, and its deadline
   * @return what ends it; closed in the same thread
   */
  default CheckScope enter(CheckExecution run) {
    return CheckScope.NOTHING;
  }
}
