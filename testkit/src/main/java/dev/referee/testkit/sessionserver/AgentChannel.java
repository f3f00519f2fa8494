package dev.referee.testkit.sessionserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.testkit.sessionserver.MessageService.Party;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.java_websocket.WebSocket;
import org.jspecify.annotations.Nullable;

/**
 * An agent's end of one data channel: it numbers, keeps, acknowledges and encrypts.
 *
 * <p>Thread-safe.
 */
public final class AgentChannel {
  static final long DATE = 1_700_000_000_000L;

  /** The most bytes that an agent sends at once. */
  private static final int PAYLOAD = 1024;

  /** How many seconds a test waits for a client. */
  private static final int PATIENCE = 300;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final WebSocket socket;
  private final Party peer;
  private final Consumer<String> hungUp;
  private final UnacknowledgedMessages unacknowledged;
  private final Map<Long, AgentMessage> early = new TreeMap<>();
  private final List<Long> acknowledgements = new ArrayList<>();
  private final List<AgentMessage> inputs = new ArrayList<>();
  private volatile CountDownLatch pong = new CountDownLatch(1);
  private @Nullable AgentCipher cipher;
  private @Nullable String last;
  private long next;
  private long expected;
  private int carried;
  private boolean paused;
  private volatile String clientVersion = "";

  AgentChannel(WebSocket socket, Party peer, InstantSource clock, Consumer<String> hungUp) {
    this.socket = socket;
    this.peer = peer;
    this.unacknowledged = new UnacknowledgedMessages(clock);
    this.hungUp = hungUp;
  }

  synchronized void connected() {
    peer.agent().connected(this);
  }

  /**
   * Encrypts from now on.
   *
   * @param session the agent's half of the encryption
   */
  public synchronized void encryptBy(AgentCipher session) {
    cipher = session;
  }

  /**
   * Sends standard output.
   *
   * @param text what was written
   */
  public synchronized void output(String text) {
    stream(1, text.getBytes(UTF_8));
  }

  /**
   * Sends a text as it is read from a program: line by line, and never more than 1024 bytes.
   *
   * @param payloadType what it is
   * @param text what was written
   */
  public synchronized void written(int payloadType, String text) {
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from) + 1;
      String part = text.substring(from, end == 0 ? text.length() : end);
      written(payloadType, part.getBytes(UTF_8));
      from += part.length();
    }
  }

  synchronized void written(int payloadType, byte[] bytes) {
    for (int at = 0; at < bytes.length; at += PAYLOAD) {
      stream(payloadType, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PAYLOAD)));
    }
  }

  /**
   * Sends a message of the stream.
   *
   * @param payloadType what it is
   * @param payload what it says
   */
  public synchronized void stream(int payloadType, byte[] payload) {
    boolean secret = payloadType == 1 || payloadType == 11 || payloadType == 12;
    byte[] sent = cipher != null && secret ? cipher.encrypt(payload) : payload;
    byte[] message = write(payloadType, sent);
    if (!paused) {
      carry(message);
    }
  }

  /**
   * Sends the oldest message that the client has not acknowledged again, when its time is up; an
   * agent looks every 100 ms.
   */
  public synchronized void resend() {
    byte[] late = paused ? null : unacknowledged.late();
    if (late != null) {
      carry(late);
    }
  }

  /**
   * Sends nothing of the stream until {@link #resume}, or until the client sends something; what is
   * written meanwhile is sent later, as what was lost is.
   */
  public synchronized void pause() {
    paused = true;
  }

  /** Sends again after {@link #pause}. */
  public synchronized void resume() {
    paused = false;
  }

  private void carry(byte[] message) {
    peer.conditions().carry(carried++, message).forEach(this::raw);
  }

  /**
   * Sends a message that is of no stream.
   *
   * @param type what it is
   * @param json what it says
   */
  public synchronized void say(String type, String json) {
    raw(AgentMessage.of(type, json).write(DATE));
  }

  /**
   * Ends the session: a patient agent when all its messages have been acknowledged, any other at
   * once.
   *
   * @param output the reason; empty without one
   */
  public synchronized void close(String output) {
    last = output;
    if (!peer.patient() || unacknowledged.isEmpty()) {
      hangUp(output);
    }
  }

  /**
   * Ends the session because something could not be done.
   *
   * @param error what could not be done; an agent puts a title before it
   */
  public void fail(String error) {
    close("\n----------ERROR-------\n" + error);
  }

  /**
   * Ends the session at once.
   *
   * @param output the reason; empty without one
   */
  public synchronized void hangUp(String output) {
    last = null;
    hungUp.accept(output);
    try {
      say("channel_closed", JSON.writeValueAsString(Map.of("Output", output)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends any bytes.
   *
   * @param bytes the bytes
   */
  public synchronized void raw(byte[] bytes) {
    if (socket.isOpen()) {
      socket.send(bytes);
    }
  }

  /** Returns the socket itself; {@link ChannelFaults} does with it what an agent never does. */
  WebSocket socket() {
    return socket;
  }

  /** Returns whether the client is still there. */
  public boolean open() {
    return socket.isOpen();
  }

  /** Returns the numbers of what was acknowledged, as they came. */
  public synchronized List<Long> acknowledgements() {
    return List.copyOf(acknowledgements);
  }

  /** Returns all stream messages that came, those that were not taken too. */
  public synchronized List<AgentMessage> inputs() {
    return List.copyOf(inputs);
  }

  /**
   * Waits until inputs have come, lost ones among them.
   *
   * @param count how many
   */
  public synchronized void awaitInputs(int count) throws InterruptedException {
    await(() -> inputs.size() >= count, "The client did not send " + count + " inputs");
  }

  /**
   * Waits until the client has dealt with a message of the stream, and all before.
   *
   * @param number the message's number
   */
  public synchronized void awaitAcknowledged(long number) throws InterruptedException {
    await(() -> acknowledgements.contains(number), "The client did not acknowledge " + number);
  }

  private synchronized void await(BooleanSupplier happened, String otherwise)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (!happened.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new IllegalStateException(otherwise);
      }
      wait(left);
    }
  }

  /** Waits until the client has received all that was sent to it. */
  public void ping() throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(1);
    pong = answered;
    synchronized (this) { // after the answer to a message that is being received
      socket.sendPing();
    }
    if (!answered.await(PATIENCE, TimeUnit.SECONDS)) {
      throw new IllegalStateException("The client did not answer a ping");
    }
  }

  void ponged() {
    pong.countDown();
  }

  /** Writes a message of the stream without sending it. */
  synchronized byte[] write(int payloadType, byte[] payload) {
    long number = next++;
    byte[] bytes =
        new AgentMessage(
                "output_stream_data",
                number,
                number == 0 ? 1 : 0,
                UUID.randomUUID(),
                payloadType,
                payload)
            .write(DATE);
    unacknowledged.add(number, bytes);
    return bytes;
  }

  synchronized void received(byte[] bytes) {
    AgentMessage message = AgentMessage.read(bytes);
    resume();
    switch (message.type) {
      case "acknowledge" -> {
        JsonNode content = json(message.payload);
        long number = content.path("AcknowledgedMessageSequenceNumber").asLong(-1);
        byte[] sent = unacknowledged.acknowledged(number);
        String id = content.path("AcknowledgedMessageId").asText();
        if (sent != null && !AgentMessage.read(sent).id.toString().equals(id)) {
          throw new IllegalArgumentException("The client acknowledged by a wrong id");
        }
        acknowledgements.add(number);
        notifyAll();
        if (last != null && unacknowledged.isEmpty()) {
          hangUp(last);
        }
      }
      case "input_stream_data" -> {
        inputs.add(message);
        notifyAll();
        if (!peer.unacknowledged().test(inputs.size() - 1)) {
          take(message);
        }
      }
      default -> throw new IllegalArgumentException("A client does not send " + message.type);
    }
  }

  /**
   * Hands a message to the agent in its turn. What came early is acknowledged at once, what cannot
   * be taken yet is not, and what came twice is passed over.
   */
  private void take(AgentMessage message) {
    if (message.sequence > expected) {
      early.put(message.sequence, message);
      acknowledge(message);
    } else if (message.sequence == expected && isTaken(message)) {
      acknowledge(message);
      expected++;
      AgentMessage next = early.get(expected);
      while (next != null && isTaken(next)) {
        early.remove(expected++);
        next = early.get(expected);
      }
    }
  }

  private boolean isTaken(AgentMessage message) {
    AgentCipher session = cipher;
    byte[] payload =
        session != null && message.payloadType == 1
            ? session.decrypt(message.payload)
            : message.payload;
    return peer.agent().input(this, message.payloadType, payload);
  }

  private void acknowledge(AgentMessage message) {
    say(
        "acknowledge",
        "{\"AcknowledgedMessageType\":\"input_stream_data\",\"AcknowledgedMessageId\":\""
            + message.id
            + "\",\"AcknowledgedMessageSequenceNumber\":"
            + message.sequence
            + ",\"IsSequentialMessage\":true}");
  }

  void clientVersion(String version) {
    clientVersion = version;
  }

  /** Returns the version that the client sent in the handshake; empty before it. */
  String clientVersion() {
    return clientVersion;
  }

  static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
