package dev.referee.ssm.farend;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.java_websocket.WebSocket;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/**
 * Listens on the loopback address for one session, and lets an agent speak to whoever has its
 * token.
 */
public final class FarEnd implements AutoCloseable {
  public static final String TOKEN = "AAEAAdtokenvalue";
  private static final int PATIENCE = 30;

  /** Is the request that became the WebSocket; the names of its headers are in lower case. */
  public record Upgrade(String resource, Map<String, String> headers) {}

  private final Server server;
  private final BlockingQueue<Upgrade> upgrades = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonNode> firstWords = new LinkedBlockingQueue<>();
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> closings = new LinkedBlockingQueue<>();
  private final BlockingQueue<Exception> complaints = new LinkedBlockingQueue<>();

  private FarEnd(Agent agent, Weather weather, LongPredicate deaf) {
    server = new Server(agent, weather, deaf);
  }

  public static FarEnd start(Agent agent) {
    return start(agent, Weather.fine(), input -> false);
  }

  /**
   * Starts one.
   *
   * @param deaf which of the inputs it never gets, by their count
   */
  public static FarEnd start(Agent agent, Weather weather, LongPredicate deaf) {
    FarEnd farEnd = new FarEnd(agent, weather, deaf);
    farEnd.server.start();
    try {
      if (!farEnd.server.started.await(PATIENCE, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The far end did not start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return farEnd;
  }

  public String url() {
    return "ws://"
        + server.getAddress().getHostString()
        + ":"
        + server.getPort()
        + "/v1/data-channel/jo-0123456789abcdef0?role=publish_subscribe&cell-number=AAEAA%2Bq%3D";
  }

  public Upgrade upgrade() throws InterruptedException {
    return await(upgrades, "request");
  }

  /** Returns what the client said first. */
  public JsonNode firstWords() throws InterruptedException {
    return await(firstWords, "token");
  }

  /** Returns the line of the client that has shown its token; once. */
  public Line line() throws InterruptedException {
    return await(lines, "line");
  }

  /** Returns the code by which a connection was closed. */
  public int closing() throws InterruptedException {
    return await(closings, "closing");
  }

  /** Returns what was wrong with what the client sent. */
  public BlockingQueue<Exception> complaints() {
    return complaints;
  }

  private static <T> T await(BlockingQueue<T> queue, String what) throws InterruptedException {
    T found = queue.poll(PATIENCE, TimeUnit.SECONDS);
    if (found == null) {
      throw new IllegalStateException("There was no " + what);
    }
    return found;
  }

  @Override
  public void close() throws InterruptedException {
    server.stop(1000);
  }

  private final class Server extends WebSocketServer {
    final CountDownLatch started = new CountDownLatch(1);
    private final Agent agent;
    private final Weather weather;
    private final LongPredicate deaf;

    Server(Agent agent, Weather weather, LongPredicate deaf) {
      super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      this.agent = agent;
      this.weather = weather;
      this.deaf = deaf;
      setDaemon(true);
      setTcpNoDelay(true);
      setReuseAddr(true);
    }

    @Override
    public void onStart() {
      started.countDown();
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      handshake
          .iterateHttpFields()
          .forEachRemaining(name -> headers.put(name, handshake.getFieldValue(name)));
      upgrades.add(new Upgrade(handshake.getResourceDescriptor(), headers));
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
      JsonNode said = Line.json(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      if (!said.path("TokenValue").asText().equals(TOKEN)) {
        socket.close(1008, "Forbidden");
        return;
      }
      Line line = new Line(socket, agent, weather, deaf);
      socket.setAttachment(line);
      firstWords.add(said);
      line.connected();
      lines.add(line);
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer message) {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      socket.<Line>getAttachment().received(bytes);
    }

    @Override
    public void onWebsocketPong(WebSocket socket, Framedata frame) {
      socket.<Line>getAttachment().ponged();
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
      closings.add(code);
    }

    @Override
    public void onError(WebSocket socket, Exception error) {
      complaints.add(error);
    }
  }
}
