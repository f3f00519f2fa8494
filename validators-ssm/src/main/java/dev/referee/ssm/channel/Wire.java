package dev.referee.ssm.channel;

import dev.referee.ssm.channel.DataChannelException.Reason;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Is the WebSocket: puts whole messages into the mailbox, one at a time, and sends one after the
 * other.
 *
 * <p>The next message is asked for when the one before has been dealt with and what it made us say
 * has left: whoever does not read is not read. The JDK answers pings by itself.
 */
final class Wire implements WebSocket.Listener {
  /** Deals with a message. */
  interface Receiver {
    void receive(byte[] message) throws DataChannelException;
  }

  private final Mailbox mailbox;
  private final Receiver receiver;
  private final int maxMessageBytes;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
  private volatile @Nullable WebSocket socket;
  private volatile boolean closed;

  Wire(Mailbox mailbox, Receiver receiver, int maxMessageBytes) {
    this.mailbox = mailbox;
    this.receiver = receiver;
    this.maxMessageBytes = maxMessageBytes;
  }

  boolean isOpen() {
    return socket != null;
  }

  /** Returns whether all that was sent has left. */
  synchronized boolean isIdle() {
    return sent.isDone();
  }

  void send(byte[] message) {
    send(it -> it.sendBinary(ByteBuffer.wrap(message), true));
  }

  void sendText(String message) {
    send(it -> it.sendText(message, true));
  }

  private synchronized void send(Function<WebSocket, CompletableFuture<WebSocket>> message) {
    WebSocket to = socket;
    if (to == null) {
      throw new IllegalStateException("Nothing can be sent before it is open");
    }
    sent =
        sent.thenCompose(ignored -> message.apply(to))
            .whenComplete(
                (ignored, failure) -> {
                  if (failure != null) {
                    mailbox.fail(disconnected("The connection broke while sending", failure));
                  }
                });
  }

  private synchronized void askForNext(WebSocket from) {
    sent = sent.whenComplete((ignored, failure) -> from.request(1));
  }

  /** Says good-bye behind all that was sent; nothing that arrives from now on is looked at. */
  synchronized void close() {
    closed = true;
    WebSocket to = socket;
    if (to != null) {
      sent = sent.thenCompose(ignored -> to.sendClose(WebSocket.NORMAL_CLOSURE, ""));
      to.request(1);
    }
  }

  /** Breaks the connection if it is still there. */
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
    opened.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    if (closed) {
      from.request(1);
      return null;
    }
    if (data.remaining() > maxMessageBytes - partial.size()) {
      mailbox.fail(
          DataChannelException.of(
              Reason.TOO_LARGE, "A message has more than " + maxMessageBytes + " bytes"));
      return null;
    }
    byte[] part = new byte[data.remaining()];
    data.get(part);
    partial.writeBytes(part);
    if (!last) {
      from.request(1);
      return null;
    }
    byte[] message = partial.toByteArray();
    partial.reset();
    mailbox.put(
        () -> {
          receiver.receive(message);
          askForNext(from);
        });
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    if (closed) {
      from.request(1);
    } else {
      mailbox.fail(DataChannelException.malformed("A message is text"));
    }
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
    mailbox.fail(disconnected("The connection broke", error));
  }

  private static DataChannelException disconnected(String how, Throwable cause) {
    return DataChannelException.of(Reason.DISCONNECTED, how, cause);
  }
}
