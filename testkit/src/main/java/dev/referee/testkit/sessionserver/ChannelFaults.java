package dev.referee.testkit.sessionserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.enums.Opcode;

/** The faults of a channel that no agent causes by itself. */
public final class ChannelFaults {
  private ChannelFaults() {}

  /**
   * Breaks the connection without a close frame, so further sends fail.
   *
   * @param line the line to its client
   */
  public static void die(AgentChannel line) {
    die(line.socket());
  }

  /**
   * Sends a text, where all but a client's first words are bytes.
   *
   * @param line the line to the client
   * @param text what is sent
   */
  public static void text(AgentChannel line, String text) {
    line.socket().send(text);
  }

  /**
   * Closes the WebSocket.
   *
   * @param line the line to the client
   * @param code the code, as RFC 6455 has them
   * @param reason the reason that is given with it
   */
  public static void close(AgentChannel line, int code, String reason) {
    line.socket().close(code, reason);
  }

  /** Answers a request that is not to become a WebSocket. */
  static void answer(WebSocket socket, int status) {
    SelectionKey key = ((WebSocketImpl) socket).getSelectionKey();
    String answer = "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    try {
      ((SocketChannel) key.channel()).write(ByteBuffer.wrap(answer.getBytes(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void die(WebSocket socket) {
    SelectionKey key = ((WebSocketImpl) socket).getSelectionKey();
    try {
      ((SocketChannel) key.channel()).setOption(StandardSocketOptions.SO_LINGER, 0);
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    key.selector().wakeup();
  }

  /**
   * Sends a message of the stream in as many frames as it has bytes.
   *
   * @param line the line to the client
   * @param text what is sent
   */
  public static void outputByteByByte(AgentChannel line, String text) {
    byte[] message = line.write(1, text.getBytes(UTF_8));
    for (int i = 0; i < message.length; i++) {
      line.socket()
          .sendFragmentedFrame(
              Opcode.BINARY, ByteBuffer.wrap(message, i, 1).slice(), i == message.length - 1);
    }
  }
}
