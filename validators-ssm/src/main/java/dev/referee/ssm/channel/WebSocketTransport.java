package dev.referee.ssm.channel;

import dev.referee.ssm.channel.DataChannelException.Reason;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket transport: received messages go to the mailbox, others are sent one at a time.
 *
 * <p>The queues on both sides are limited. They are not limited by requesting one message at a
 * time, as a listener could: the JDK does not report the end of a connection while no message is
 * requested, and may even miss an end directly after a message. Regular sends detect that. The JDK
 * responds to pings by itself.
 */
final class WebSocketTransport implements WebSocket.Listener {
  /** A handler of received messages. */
  interface Receiver {
    void receive(byte[] message) throws DataChannelException;
  }

  private static final int MAX_UNSENT = 4096;

  /** The approximate size of a message in a queue in addition to its bytes. */
  private static final int OVERHEAD = 256;

  private final Mailbox mailbox;
  private final Receiver receiver;
  private final int maxMessageBytes;
  private final long maxUnreadBytes;
  private final AtomicLong unreadBytes = new AtomicLong();
  private final AtomicInteger unsent = new AtomicInteger();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
  private volatile @Nullable WebSocket socket;
  private volatile boolean closed;

  WebSocketTransport(Mailbox mailbox, Receiver receiver, DataChannelOptions options) {
    this.mailbox = mailbox;
    this.receiver = receiver;
    maxMessageBytes = options.maxMessageBytes;
    maxUnreadBytes = 2L * (options.maxMessageBytes + (long) options.maxOutputBytes);
  }

  boolean isOpen() {
    return socket != null;
  }

  void send(byte[] message) {
    send(socket -> socket.sendBinary(ByteBuffer.wrap(message), true));
  }

  /** Tests whether the connection is still alive. */
  void ping() {
    send(socket -> socket.sendPing(ByteBuffer.allocate(0)));
  }

  void sendText(String message) {
    send(socket -> socket.sendText(message, true));
  }

  private synchronized void send(Function<WebSocket, CompletableFuture<WebSocket>> message) {
    WebSocket to = socket;
    if (to == null) {
      throw new IllegalStateException("Nothing can be sent before it is open");
    }
    if (unsent.incrementAndGet() > MAX_UNSENT) {
      ignoreTheRest(
          DataChannelException.of(Reason.UNDELIVERED, "The other side does not read its messages"));
      return;
    }
    sent =
        sent.thenCompose(ignored -> message.apply(to))
            .whenComplete(
                (ignored, failure) -> {
                  unsent.decrementAndGet();
                  if (failure != null) {
                    mailbox.fail(disconnected("The connection failed while sending", failure));
                  }
                });
  }

  /** Records a failure, and drops everything after it. */
  private void ignoreTheRest(DataChannelException failure) {
    closed = true;
    mailbox.fail(failure);
  }

  /** Sends a close message after all others; everything that arrives from now on is ignored. */
  synchronized void close() {
    closed = true;
    WebSocket to = socket;
    if (to != null) {
      sent = sent.thenCompose(ignored -> to.sendClose(WebSocket.NORMAL_CLOSURE, ""));
    }
  }

  /** Aborts the connection if it is still open. */
  void abort() {
    WebSocket to = socket;
    if (to != null) {
      to.abort();
    }
  }

  @Override
  public void onOpen(WebSocket opened) {
    socket = opened;
    if (closed) {
      opened.abort();
      return;
    }
    mailbox.put(() -> {});
    opened.request(Long.MAX_VALUE);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    if (closed) {
      return null;
    }
    if (data.remaining() > maxMessageBytes - partial.size()) {
      ignoreTheRest(
          DataChannelException.of(
              Reason.TOO_LARGE, "A message has more than " + maxMessageBytes + " bytes"));
      return null;
    }
    byte[] part = new byte[data.remaining()];
    data.get(part);
    partial.writeBytes(part);
    if (last) {
      deliver(partial.toByteArray());
      partial.reset();
    }
    return null;
  }

  private void deliver(byte[] message) {
    long size = (long) message.length + OVERHEAD;
    if (unreadBytes.addAndGet(size) > maxUnreadBytes) {
      ignoreTheRest(
          DataChannelException.of(
              Reason.TOO_LARGE,
              "More than " + maxUnreadBytes + " bytes arrived faster than they were read"));
      return;
    }
    mailbox.put(
        () -> {
          unreadBytes.addAndGet(-size);
          receiver.receive(message);
        });
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    if (!closed) {
      ignoreTheRest(DataChannelException.malformed("A message is text instead of binary"));
    }
    return null;
  }

  /** The JDK responds itself, and requests more: nothing is left to do. */
  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    mailbox.fail(
        DataChannelException.said(
            Reason.DISCONNECTED, "The connection was closed with the code " + code, reason));
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    mailbox.fail(disconnected("The connection failed", error));
  }

  private static DataChannelException disconnected(String message, Throwable cause) {
    return DataChannelException.of(Reason.DISCONNECTED, message, cause);
  }
}
