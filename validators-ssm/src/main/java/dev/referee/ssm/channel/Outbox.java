package dev.referee.ssm.channel;

import dev.referee.ssm.channel.DataChannelException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue of sent messages that are numbered, kept until acknowledged, and retransmitted. Not
 * thread-safe.
 */
final class Outbox {
  /** How often to check for retransmissions. */
  static final Duration RESEND_INTERVAL = Duration.ofMillis(100);

  static final int MAX_PAYLOAD = 1024;
  static final int MAX_RESENDS = 3000;

  /** A message that is not yet acknowledged, or not yet sent because of a pause. */
  private static final class Sent {
    final long sequenceNumber;
    final byte[] bytes;
    @Nullable Instant last;
    int resends;

    Sent(long sequenceNumber, byte[] bytes) {
      this.sequenceNumber = sequenceNumber;
      this.bytes = bytes;
    }
  }

  private final Consumer<byte[]> sender;
  private final InstantSource clock;
  private final RetransmissionTimeout timeout = new RetransmissionTimeout();
  private final Deque<Sent> unacknowledged = new ArrayDeque<>();
  private long next;
  private boolean paused;

  Outbox(Consumer<byte[]> sender, InstantSource clock) {
    this.sender = sender;
    this.clock = clock;
  }

  void send(int payloadType, byte[] payload) {
    ClientMessage message =
        new ClientMessage(
            ClientMessage.INPUT_STREAM_DATA,
            clock.instant(),
            next,
            0,
            UUID.randomUUID(),
            payloadType,
            payload);
    Sent sent = new Sent(next++, message.encode());
    unacknowledged.add(sent);
    if (!paused) {
      transmit(sent);
    }
  }

  void acknowledged(long sequenceNumber) {
    for (Sent sent : unacknowledged) {
      if (sent.sequenceNumber == sequenceNumber) {
        if (sent.last != null) {
          timeout.learn(Duration.between(sent.last, clock.instant()));
        }
        unacknowledged.remove(sent);
        return;
      }
    }
  }

  void pause() {
    paused = true;
  }

  void resume() {
    if (paused) {
      paused = false;
      unacknowledged.stream().filter(sent -> sent.last == null).forEach(this::transmit);
    }
  }

  /** Retransmits the oldest message if its acknowledgement is late. */
  void resendLate() throws DataChannelException {
    Sent oldest = unacknowledged.peek();
    if (paused || oldest == null || oldest.last == null || !isLate(oldest.last)) {
      return;
    }
    if (oldest.resends++ >= MAX_RESENDS) {
      throw DataChannelException.of(
          Reason.UNDELIVERED,
          "Message "
              + oldest.sequenceNumber
              + " was sent "
              + MAX_RESENDS
              + " times without an acknowledgement");
    }
    transmit(oldest);
  }

  /** If the clock was set back, the message counts as late, because it would otherwise never be. */
  private boolean isLate(Instant last) {
    Duration since = Duration.between(last, clock.instant());
    return since.isNegative() || since.compareTo(timeout.get()) > 0;
  }

  private void transmit(Sent sent) {
    sent.last = clock.instant();
    sender.accept(sent.bytes);
  }
}
