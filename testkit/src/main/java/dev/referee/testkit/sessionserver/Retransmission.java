package dev.referee.testkit.sessionserver;

import java.time.Duration;

/**
 * The time after which an agent sends again what was not acknowledged: 200 ms at first, and then by
 * what acknowledgements took, as RFC 6298 has it; never more than a second. Not thread-safe.
 */
final class Retransmission {
  private static final double LONGEST = Duration.ofSeconds(1).toNanos();
  private static final double GRANULARITY = Duration.ofMillis(10).toNanos();

  private double roundTrip = Duration.ofMillis(100).toNanos();
  private double variation;
  private double timeout = Duration.ofMillis(200).toNanos();

  Duration timeout() {
    return Duration.ofNanos((long) timeout);
  }

  /** Learns how long an acknowledgement took. */
  void acknowledgedAfter(Duration time) {
    double nanos = Math.max(0, time.toNanos());
    variation = variation * 3 / 4 + Math.abs(roundTrip - nanos) / 4;
    roundTrip = roundTrip * 7 / 8 + nanos / 8;
    timeout = Math.min(LONGEST, roundTrip + Math.max(GRANULARITY, 4 * variation));
  }
}
