package dev.referee.ssm.farend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.enums.Opcode;

/** Does to a line what an agent does not do by itself. */
public final class Tricks {
  private Tricks() {}

  /** Breaks the connection without a word. */
  public static void die(Line line) {
    try {
      WebSocketImpl socket = (WebSocketImpl) line.socket();
      ((SocketChannel) socket.getSelectionKey().channel()).shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a message of the stream in as many frames as it has bytes. */
  public static void outputByteByByte(Line line, String text) {
    byte[] message = line.write(1, text.getBytes(UTF_8));
    for (int i = 0; i < message.length; i++) {
      line.socket()
          .sendFragmentedFrame(
              Opcode.BINARY, ByteBuffer.wrap(message, i, 1).slice(), i == message.length - 1);
    }
  }
}
