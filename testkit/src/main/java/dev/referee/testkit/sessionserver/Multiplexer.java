package dev.referee.testkit.sessionserver;

import dev.referee.testkit.sessionserver.PortServer.Connection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of many connections in one stream of bytes, by version 1 of the smux protocol:
 * frames with a version, a command, a length and the number of their connection. Not thread-safe.
 *
 * @see <a href="https://github.com/xtaci/smux#specification">smux</a>
 */
final class Multiplexer {
  private static final int HEADER = 8;
  private static final byte VERSION = 1;
  private static final byte OPEN = 0;
  private static final byte CLOSE = 1;
  private static final byte DATA = 2;
  private static final int MOST = 0xffff;

  private final Supplier<@Nullable Connection> server;
  private final Consumer<byte[]> sender;
  private final Map<Integer, Connection> connections = new TreeMap<>();
  private byte[] unread = {};

  Multiplexer(Supplier<@Nullable Connection> server, Consumer<byte[]> sender) {
    this.server = server;
    this.sender = sender;
  }

  /** Takes bytes of the stream; a frame may come in several parts. */
  void received(byte[] bytes) {
    ByteBuffer all =
        ByteBuffer.allocate(unread.length + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    all.put(unread).put(bytes).flip();
    while (all.remaining() >= HEADER
        && all.remaining() >= HEADER + Short.toUnsignedInt(all.getShort(all.position() + 2))) {
      if (all.get() != VERSION) {
        throw new IllegalArgumentException("The client wrote a frame of another version");
      }
      byte command = all.get();
      byte[] data = new byte[Short.toUnsignedInt(all.getShort())];
      int id = all.getInt();
      all.get(data);
      frame(command, id, data);
    }
    unread = new byte[all.remaining()];
    all.get(unread);
  }

  private void frame(byte command, int id, byte[] data) {
    Connection known = connections.get(id);
    if (command == OPEN) {
      Connection made = server.get();
      if (made == null) {
        send(CLOSE, id, new byte[0]);
      } else {
        connections.put(id, made);
        answer(id, made.greeting());
      }
    } else if (command == CLOSE) {
      connections.remove(id);
    } else if (command == DATA && known != null) {
      answer(id, known.received(data));
    }
  }

  private void answer(int id, byte @Nullable [] bytes) {
    if (bytes == null) {
      connections.remove(id);
      send(CLOSE, id, new byte[0]);
      return;
    }
    for (int at = 0; at < bytes.length; at += MOST) {
      send(DATA, id, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + MOST)));
    }
  }

  private void send(byte command, int id, byte[] data) {
    ByteBuffer frame = ByteBuffer.allocate(HEADER + data.length).order(ByteOrder.LITTLE_ENDIAN);
    frame.put(VERSION).put(command).putShort((short) data.length).putInt(id).put(data);
    sender.accept(frame.array());
  }
}
