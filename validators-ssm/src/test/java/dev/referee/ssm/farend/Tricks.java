package dev.referee.ssm.farend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.enums.Opcode;

/** Does to a line what an agent does not do by itself. */
public final class Tricks {
  private Tricks() {}

  /** Breaks the connection without a word: whoever still sends is told so. */
  public static void die(Line line) {
    SelectionKey key = ((WebSocketImpl) line.socket()).getSelectionKey();
    try {
      ((SocketChannel) key.channel()).setOption(StandardSocketOptions.SO_LINGER, 0);
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    key.selector().wakeup();
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
