package dev.referee.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time from which unreadable user data is accepted, after a quiet period set by the organiser.
 *
 * @param acceptedFrom when; empty when never, or not while strange instances are there
 * @param since since when nothing strange has appeared
 * @param now the time of judging
 */
record Unread(Optional<Instant> acceptedFrom, Optional<Instant> since, Instant now) {

  /**
   * Finds it out.
   *
   * @param period for how long nothing strange must have appeared, where that is accepted
   * @param since since when nothing strange has appeared; empty while something strange is there
   */
  static Unread of(Optional<Duration> period, Optional<Instant> since, Instant now) {
    return new Unread(since.flatMap(it -> period.map(it::plus)), since, now);
  }

  boolean isAccepted() {
    return acceptedFrom.filter(from -> !now.isBefore(from)).isPresent();
  }
}
