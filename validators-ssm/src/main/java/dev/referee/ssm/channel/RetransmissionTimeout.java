package dev.referee.ssm.channel;

import java.time.Duration;

/**
 * The retransmission timeout as computed by TCP (RFC 6298), with the constants of Session Manager.
 * Not thread-safe.
 */
final class RetransmissionTimeout {
  private static final double GRANULARITY = Duration.ofMillis(10).toNanos();
  private static final double LONGEST = Duration.ofSeconds(1).toNanos();

  private double smoothed = Duration.ofMillis(100).toNanos();
  private double variation;
  private double timeout = Duration.ofMillis(200).toNanos();

  Duration get() {
    return Duration.ofNanos((long) timeout);
  }

  void learn(Duration roundTrip) {
    double took = Math.max(0, roundTrip.toNanos());
    variation += (Math.abs(smoothed - took) - variation) / 4;
    smoothed += (took - smoothed) / 8;
    timeout = Math.min(LONGEST, smoothed + Math.max(GRANULARITY, 4 * variation));
  }
}
