package dev.referee.ssm.channel;

import java.util.HashMap;
import java.util.Map;

/**
 * A queue that puts received messages in order, drops duplicates, and acknowledges messages. Not
 * thread-safe.
 *
 * <p>Early messages wait if there is room; others are not acknowledged, so that the other side
 * retransmits them.
 */
final class Inbox {
  private static final int MAX_EARLY = 10_000;

  /** A consumer of messages in their order. */
  interface Reader {
    void read(ClientMessage message) throws DataChannelException;
  }

  /** A sender of acknowledgements. */
  interface Receipts {
    void acknowledge(ClientMessage message);
  }

  private final Reader reader;
  private final Receipts receipts;
  private final long maxEarlyBytes;
  private final Map<Long, ClientMessage> early = new HashMap<>();
  private long earlyBytes;
  private long expected;

  Inbox(Reader reader, Receipts receipts, long maxEarlyBytes) {
    this.reader = reader;
    this.receipts = receipts;
    this.maxEarlyBytes = maxEarlyBytes;
  }

  void accept(ClientMessage message) throws DataChannelException {
    long number = message.sequenceNumber();
    if (number < expected || early.containsKey(number)) {
      receipts.acknowledge(message);
    } else if (number > expected) {
      if (hasRoomFor(message)) {
        early.put(number, message);
        earlyBytes += message.payload().length;
        receipts.acknowledge(message);
      }
    } else {
      read(message);
      receipts.acknowledge(message);
      for (ClientMessage next = early.remove(expected);
          next != null;
          next = early.remove(expected)) {
        earlyBytes -= next.payload().length;
        read(next);
      }
    }
  }

  /** Returns whether messages wait for a missing one. */
  boolean hasGap() {
    return !early.isEmpty();
  }

  private boolean hasRoomFor(ClientMessage message) {
    return early.size() < MAX_EARLY && earlyBytes + message.payload().length <= maxEarlyBytes;
  }

  private void read(ClientMessage message) throws DataChannelException {
    expected++;
    reader.read(message);
  }
}
