package dev.referee.testkit.sessionserver;

import com.google.common.primitives.Ints;
import com.google.common.primitives.UnsignedInts;
import dev.referee.testkit.sessionserver.PortServer.Connection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A session that forwards a port: one connection after the other, or many at a time where the
 * client and the session's type know how.
 */
public final class PortAgent implements Agent {
  /** The first version of the plugin that multiplexes. */
  private static final int[] MULTIPLEXING = {1, 1, 70};

  private static final int FLAG = 10;
  private static final int DISCONNECT = 1;
  private static final int TERMINATE = 2;
  private static final int CONNECT_ERROR = 3;

  private final PortServer server;
  private final String host;
  private final int port;
  private final boolean multiplexing;
  private @Nullable Multiplexer multiplexer;
  private @Nullable Connection connection;

  /**
   * Creates an instance.
   *
   * @param server what listens there
   * @param host the host
   * @param port the port
   * @param multiplexing whether the session may carry many connections
   */
  public PortAgent(PortServer server, String host, int port, boolean multiplexing) {
    this.server = server;
    this.host = host;
    this.port = port;
    this.multiplexing = multiplexing;
  }

  @Override
  public void connected(AgentChannel line) {
    if (multiplexing && isAtLeast(line.clientVersion(), MULTIPLEXING)) {
      multiplexer = new Multiplexer(() -> connect(line), bytes -> send(line, bytes));
    } else {
      open(line);
    }
  }

  private static boolean isAtLeast(String version, int[] wanted) {
    int[] numbers =
        Arrays.stream(version.split("\\.", -1))
            .map(Ints::tryParse)
            .mapToInt(it -> it == null ? 0 : it)
            .toArray();
    return Arrays.compare(numbers, wanted) >= 0;
  }

  private @Nullable Connection connect(AgentChannel line) {
    Connection made = server.connect(host, port);
    if (made == null) {
      line.stream(FLAG, Ints.toByteArray(CONNECT_ERROR));
    }
    return made;
  }

  private void open(AgentChannel line) {
    Connection made = server.connect(host, port);
    if (made == null) {
      line.close(
          "Unable to connect to specified port: dial tcp %s:%s: connect: connection refused"
              .formatted(host, UnsignedInts.toString(port)));
      return;
    }
    connection = made;
    send(line, made.greeting());
  }

  @Override
  public boolean input(AgentChannel line, int payloadType, byte[] payload) {
    if (payloadType == FLAG && payload.length == Integer.BYTES) {
      flag(line, ByteBuffer.wrap(payload).getInt());
    } else if (payloadType == 1) {
      if (multiplexer != null) {
        multiplexer.received(payload);
      } else {
        received(line, payload);
      }
    }
    return true;
  }

  private void flag(AgentChannel line, int flag) {
    if (flag == TERMINATE) {
      line.close("");
    } else if (flag == DISCONNECT) {
      connection = null;
    }
  }

  /** Connects again if data arrives after either side has closed the connection. */
  private void received(AgentChannel line, byte[] payload) {
    if (connection == null) {
      open(line);
    }
    Connection open = connection;
    if (open != null) {
      byte[] answer = open.received(payload);
      if (answer == null) {
        connection = null;
      } else {
        send(line, answer);
      }
    }
  }

  private static void send(AgentChannel line, byte[] bytes) {
    line.written(1, bytes);
  }
}
