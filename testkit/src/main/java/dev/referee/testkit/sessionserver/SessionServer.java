package dev.referee.testkit.sessionserver;

import dev.referee.testkit.sessionserver.MessageService.Exchange;
import dev.referee.testkit.sessionserver.MessageService.Party;
import dev.referee.testkit.sessionserver.MessageService.Upgrade;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A message service with one session, whose agent answers any client with the token; for tests of
 * clients.
 *
 * <p>Thread-safe. Each recorded item is returned once: the first request, the first channel, and so
 * on.
 */
public final class SessionServer implements AutoCloseable {
  /** The token of the session. */
  public static final String TOKEN = "AAEAAdtokenvalue";

  private static final int PATIENCE = 300;
  private static final String PATH =
      "/v1/data-channel/jo-0123456789abcdef0?role=publish_subscribe&cell-number=AAEAA%2Bq%3D";

  private final BlockingQueue<Upgrade> upgrades = new LinkedBlockingQueue<>();
  private final BlockingQueue<Map<String, String>> firstWords = new LinkedBlockingQueue<>();
  private final BlockingQueue<AgentChannel> lines = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> closings = new LinkedBlockingQueue<>();
  private final BlockingQueue<Exception> complaints = new LinkedBlockingQueue<>();
  private final MessageService service;

  private SessionServer(Party peer, InstantSource clock) {
    service = MessageService.start(new OneSession(peer), clock);
  }

  /**
   * Starts one whose messages all arrive.
   *
   * @param agent the agent
   */
  public static SessionServer start(Agent agent) {
    return start(agent, NetworkConditions.fine(), input -> false);
  }

  /**
   * Starts one.
   *
   * @param agent the agent
   * @param conditions what the network does to the agent's messages
   * @param unacknowledged the inputs that the agent never receives, by their number
   */
  public static SessionServer start(
      Agent agent, NetworkConditions conditions, LongPredicate unacknowledged) {
    return start(agent, conditions, unacknowledged, InstantSource.system());
  }

  /**
   * Starts a server whose agent follows a clock.
   *
   * @param agent the agent
   * @param conditions what the network does to the agent's messages
   * @param unacknowledged the inputs that the agent never receives, by their number
   * @param clock the clock by which the agent sends messages again
   */
  public static SessionServer start(
      Agent agent,
      NetworkConditions conditions,
      LongPredicate unacknowledged,
      InstantSource clock) {
    return new SessionServer(new Party(agent, conditions, unacknowledged, false), clock);
  }

  /** Returns the session's stream URL. */
  public String url() {
    return service.address() + PATH;
  }

  /** Waits for the request that became a WebSocket. */
  public Upgrade upgrade() throws InterruptedException {
    return await(upgrades, "request");
  }

  /** Waits for the members of the object that the client says first, in their order. */
  public Map<String, String> firstWords() throws InterruptedException {
    return await(firstWords, "token");
  }

  /** Waits for the line of the client that has shown its token. */
  public AgentChannel line() throws InterruptedException {
    return await(lines, "line");
  }

  /** Waits for the code by which a connection is closed. */
  public int closing() throws InterruptedException {
    return await(closings, "closing");
  }

  /** Returns what was wrong with what the client sent. */
  public BlockingQueue<Exception> complaints() {
    return complaints;
  }

  private static <T> T await(BlockingQueue<T> queue, String description)
      throws InterruptedException {
    T found = queue.poll(PATIENCE, TimeUnit.SECONDS);
    if (found == null) {
      throw new IllegalStateException("There was no " + description);
    }
    return found;
  }

  @Override
  public void close() {
    service.close();
  }

  private final class OneSession implements Exchange {
    private final Party peer;

    OneSession(Party peer) {
      this.peer = peer;
    }

    @Override
    public @Nullable Party connect(Upgrade upgrade, Map<String, String> said) {
      upgrades.add(upgrade);
      if (!TOKEN.equals(said.get("TokenValue"))) {
        return null;
      }
      firstWords.add(said);
      return peer;
    }

    @Override
    public void connected(Upgrade upgrade, AgentChannel line) {
      lines.add(line);
    }

    @Override
    public void closed(int code) {
      closings.add(code);
    }

    @Override
    public void complain(Exception error) {
      complaints.add(error);
    }
  }
}
