package dev.referee.testkit.sessionserver;

import static com.google.common.base.Preconditions.checkNotNull;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * A message service on the loopback address. It connects a client that has the token of a session
 * to the agent of that session.
 *
 * <p>Thread-safe. Its threads are daemon threads.
 */
public final class MessageService implements AutoCloseable {
  static final int WELCOME = 101;
  private static final int PATIENCE = 300;

  /**
   * The request that is to become a WebSocket.
   *
   * @param resource its path and query
   * @param headers its headers, whose names ignore case
   */
  public record Upgrade(String resource, Map<String, String> headers) {
    /** Keeps a copy of the headers. */
    public Upgrade {
      Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      copy.putAll(headers);
      headers = copy;
    }
  }

  /**
   * The party at the other end of a line, and what happens to its messages.
   *
   * @param agent who speaks
   * @param conditions what the network does to the agent's messages
   * @param unacknowledged which of the client's messages the agent never gets, by their count
   * @param patient whether the agent ends the session only when all that it said has arrived
   */
  public record Party(
      Agent agent, NetworkConditions conditions, LongPredicate unacknowledged, boolean patient) {}

  /**
   * A decision on who may connect to which agent. For implementation by users who run a service.
   */
  public interface Exchange {
    /**
     * Returns whether a request may become a WebSocket: 101 when it may, 0 when nobody is to
     * answer, and else the HTTP status of the answer.
     *
     * @param upgrade the request
     */
    default int admit(Upgrade upgrade) {
      return WELCOME;
    }

    /**
     * Returns who is at the far end, or null when the client's first words are not good enough.
     *
     * @param upgrade the request that became the WebSocket
     * @param firstWords the members of the object that the client said first, in their order
     */
    @Nullable Party connect(Upgrade upgrade, Map<String, String> firstWords);

    /**
     * Called when the agent has begun to speak on a line.
     *
     * @param upgrade the request that became the WebSocket
     * @param line the line
     */
    default void connected(Upgrade upgrade, AgentChannel line) {}

    /**
     * Called when the agent's side closes the session.
     *
     * @param upgrade the request that became the WebSocket
     * @param output the text by which it closes
     */
    default void hungUp(Upgrade upgrade, String output) {}

    /**
     * Called with the code by which a WebSocket was closed.
     *
     * @param code the code, as RFC 6455 has them
     */
    default void closed(int code) {}

    /**
     * Called with what was wrong with a client's message.
     *
     * @param error what was wrong
     */
    default void complain(Exception error) {}
  }

  private final Server server;

  private MessageService(Server server) {
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param exchange decides who may connect, and to whom
   */
  public static MessageService start(Exchange exchange) {
    return start(exchange, InstantSource.system());
  }

  /**
   * Starts a service whose agents follow a clock.
   *
   * @param exchange decides who may connect, and to whom
   * @param clock the clock by which agents send messages again
   */
  public static MessageService start(Exchange exchange, InstantSource clock) {
    Server server = new Server(checkNotNull(exchange), checkNotNull(clock));
    server.start();
    try {
      if (!server.started.await(PATIENCE, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The far end did not start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new MessageService(server);
  }

  /** Returns where it listens: a {@code ws} address without a path. */
  public String address() {
    return "ws://" + server.getAddress().getHostString() + ":" + server.getPort();
  }

  @Override
  public void close() {
    try {
      server.stop(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Server extends WebSocketServer {
    final CountDownLatch started = new CountDownLatch(1);
    private final Exchange exchange;
    private final InstantSource clock;

    Server(Exchange exchange, InstantSource clock) {
      super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      this.exchange = exchange;
      this.clock = clock;
      setDaemon(true);
      setTcpNoDelay(true);
      setReuseAddr(true);
    }

    @Override
    public void onStart() {
      started.countDown();
    }

    @Override
    public ServerHandshakeBuilder onWebsocketHandshakeReceivedAsServer(
        WebSocket socket, Draft draft, ClientHandshake request) throws InvalidDataException {
      Upgrade upgrade = upgrade(request);
      int status = exchange.admit(upgrade);
      if (status != WELCOME) {
        if (status == 0) {
          ChannelFaults.die(socket);
        } else {
          ChannelFaults.answer(socket, status);
        }
        throw new InvalidDataException(CloseFrame.REFUSE, "Not admitted: " + status);
      }
      return super.onWebsocketHandshakeReceivedAsServer(socket, draft, request);
    }

    private static Upgrade upgrade(ClientHandshake request) {
      Map<String, String> headers = new TreeMap<>();
      request
          .iterateHttpFields()
          .forEachRemaining(
              name -> headers.put(Ascii.toLowerCase(name), request.getFieldValue(name)));
      return new Upgrade(request.getResourceDescriptor(), headers);
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
      socket.setAttachment(upgrade(handshake));
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      Upgrade upgrade = socket.getAttachment();
      Map<String, String> firstWords = new LinkedHashMap<>();
      AgentChannel.json(text.getBytes(UTF_8))
          .properties()
          .forEach(member -> firstWords.put(member.getKey(), member.getValue().asText()));
      Party peer = exchange.connect(upgrade, firstWords);
      if (peer == null) {
        socket.close(CloseFrame.POLICY_VALIDATION, "Forbidden");
        return;
      }
      AgentChannel line =
          new AgentChannel(socket, peer, clock, output -> exchange.hungUp(upgrade, output));
      socket.setAttachment(line);
      line.connected();
      exchange.connected(upgrade, line);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer message) {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      socket.<AgentChannel>getAttachment().received(bytes);
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata frame) {
      if (socket.getAttachment() instanceof AgentChannel line) {
        line.ponged();
      }
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
      exchange.closed(code);
    }

    @Override
    public void onError(@Nullable WebSocket socket, Exception error) {
      exchange.complain(error);
    }
  }
}
