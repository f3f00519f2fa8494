package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.spi.CheckExecution;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rate limiter of an account, with one token bucket per service. It stays below AWS's rate
 * limits. Thread-safe.
 */
final class Limits {
  private final int perSecond;
  private final int burst;
  private final TimeMeter time;
  private final BlockingStrategy waiting;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  Limits(int perSecond, int burst, TimeMeter time, BlockingStrategy waiting) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.time = time;
    this.waiting = waiting;
  }

  /** Waits for the rate limit; refuses at once if the run's time would be up before. */
  void take(String service, CheckExecution run) throws IOException {
    Bucket bucket = buckets.computeIfAbsent(service, any -> bucket());
    try {
      if (bucket.tryConsume(1)
          || (isWorthWaiting(run) && bucket.asBlocking().tryConsume(1, run.timeLeft(), waiting))) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the rate limit");
    }
    throw new Inconclusive(
        Cause.THROTTLED,
        "Referee itself holds back: more than %d calls a second to %s in this account, and the turn"
                .formatted(perSecond, service)
            + " of this one would come after the check's time is up",
        "Judge fewer checks at a time, give them more time, or raise the account's rate limit.",
        null);
  }

  private static boolean isWorthWaiting(CheckExecution run) {
    return run.timeLeft().compareTo(Duration.ZERO) > 0;
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .withCustomTimePrecision(time)
        .build();
  }
}
