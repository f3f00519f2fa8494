package dev.referee.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time from which unreadable user data is accepted, after a quiet period set by the organiser.
 *
 * @param acceptedFrom the time; empty if never, or while there are strange instances
 * @param since since when no strange instance has appeared
 * @param now the time of the judgement
 */
record SpawnerStoppedUnreadable(
    Optional<Instant> acceptedFrom, Optional<Instant> since, Instant now) {

  /**
   * Determines it.
   *
   * @param period the required time without strange instances, if that is accepted
   * @param since since when no strange instance has appeared; empty while there is one
   */
  static SpawnerStoppedUnreadable of(
      Optional<Duration> period, Optional<Instant> since, Instant now) {
    return new SpawnerStoppedUnreadable(since.flatMap(time -> period.map(time::plus)), since, now);
  }

  boolean isAccepted() {
    return acceptedFrom.filter(from -> !now.isBefore(from)).isPresent();
  }
}
