package dev.referee.testkit.sessionserver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The messages of an agent's stream that the client has not acknowledged. Not thread-safe. */
final class UnacknowledgedMessages {
  private static final class Sent {
    final byte[] bytes;
    Instant last;

    Sent(byte[] bytes, Instant last) {
      this.bytes = bytes;
      this.last = last;
    }
  }

  private final InstantSource clock;
  private final Retransmission retransmission = new Retransmission();
  private final NavigableMap<Long, Sent> sent = new TreeMap<>();

  UnacknowledgedMessages(InstantSource clock) {
    this.clock = clock;
  }

  void add(long number, byte[] bytes) {
    sent.put(number, new Sent(bytes, clock.instant()));
  }

  /** Returns the oldest message if it is time to send it again, as is done now; otherwise null. */
  byte @Nullable [] late() {
    Sent oldest = sent.isEmpty() ? null : sent.firstEntry().getValue();
    Instant now = clock.instant();
    if (oldest == null
        || Duration.between(oldest.last, now).compareTo(retransmission.timeout()) <= 0) {
      return null;
    }
    oldest.last = now;
    return oldest.bytes;
  }

  /** Takes out a message that was acknowledged and returns it; null if it was before. */
  byte @Nullable [] acknowledged(long number) {
    Sent taken = sent.remove(number);
    if (taken == null) {
      return null;
    }
    retransmission.acknowledgedAfter(Duration.between(taken.last, clock.instant()));
    return taken.bytes;
  }

  boolean isEmpty() {
    return sent.isEmpty();
  }
}
