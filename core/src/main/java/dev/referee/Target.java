package dev.referee;

import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;

/**
 * Something that a team owns and checks read: an AWS account, a cluster, a service endpoint.
 *
 * <p>For implementation by modules that add a kind of target. Thread-safe.
 */
public interface Target {

  /**
   * Returns the title for people, for example {@code account 111122223333 in eu-west-1}; no
   * secrets.
   */
  String name();

  /**
   * Returns the key of its concurrency limit: {@link Referee} runs only a limited number of checks
   * at a time on targets with the same key. Two targets in one AWS account have the same key.
   */
  default String concurrencyKey() {
    return name();
  }

  /**
   * Prepares this target for one check, in the thread that judges. Called when the check first
   * requests this target.
   *
   * @param run the run of the check, with its deadline
   * @return a scope that is closed in the same thread when the check ends
   */
  default CheckScope enter(CheckExecution run) {
    return CheckScope.NOTHING;
  }
}
