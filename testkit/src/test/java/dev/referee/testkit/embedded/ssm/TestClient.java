package dev.referee.testkit.embedded.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.sessionserver.AgentMessage;
import dev.referee.testkit.sessionserver.HandshakingAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;

/** A minimal session client that reads messages in order and acknowledges them. */
final class TestClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE = 300;

  private final Socket socket;
  private final Map<Long, AgentMessage> early = new TreeMap<>();
  private final StringBuilder output = new StringBuilder();
  private final StringBuilder error = new StringBuilder();
  private final List<Long> acknowledged = new ArrayList<>();
  private @Nullable String exitCode;
  private long expected;
  private long next;

  private TestClient(Socket socket) {
    this.socket = socket;
  }

  static TestClient open(EmbeddedAccount account, String url, String token) {
    TestClient client = new TestClient(new Socket(url, authorization(account)));
    client.socket.connectNow();
    client.socket.send("{\"MessageSchemaVersion\":\"1.0\",\"TokenValue\":\"" + token + "\"}");
    return client;
  }

  /** Returns the status by which an unsigned request is refused. */
  static int refusal(String url) {
    return refusal(new Socket(url, Map.of()));
  }

  static int refusal(EmbeddedAccount account, String url) {
    return refusal(new Socket(url, authorization(account)));
  }

  private static int refusal(Socket socket) {
    socket.connectNow();
    String reason = socket.take(socket.reasons);
    return Integer.parseInt(reason.replaceAll("\\D*(\\d{3}).*", "$1"));
  }

  /** Adds the parts of a signature that are read; it is never verified. */
  private static Map<String, String> authorization(EmbeddedAccount account) {
    return Map.of(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/ssmmessages/aws4_request, Signature=0"
            .formatted(account.accessKeyId()));
  }

  void say(int payloadType, String text) {
    say(payloadType, text.getBytes(UTF_8));
  }

  void say(int payloadType, byte[] payload) {
    socket.send(
        new AgentMessage("input_stream_data", next++, 0, UUID.randomUUID(), payloadType, payload)
            .write(1));
  }

  /** Types on the terminal of a session. */
  void type(String text) {
    say(1, text);
  }

  /** Answers the agent's request for a handshake without encryption. */
  void shakeHands() {
    shakeHandsAs("1.2.764.0");
  }

  /** Answers as the plugin of the given version. */
  void shakeHandsAs(String version) {
    until(5);
    say(
        6,
        "{\"ClientVersion\":\""
            + version
            + "\",\"ProcessedClientActions\":[{\"ActionType\":"
            + "\"SessionType\",\"ActionStatus\":1}],\"Errors\":null}");
  }

  /** Answers the agent's request for a handshake with encryption. */
  void shakeHands(KmsClient kms, String key, String session, String target) {
    until(5);
    String blob =
        Base64.getEncoder()
            .encodeToString(
                kms.generateDataKey(
                        r ->
                            r.keyId(key)
                                .numberOfBytes(64)
                                .encryptionContext(
                                    Map.of(
                                        "aws:ssm:SessionId", session,
                                        "aws:ssm:TargetId", target,
                                        "aws:ssm:RandomChallenge", HandshakingAgent.CHALLENGE)))
                    .ciphertextBlob()
                    .asByteArray());
    say(
        6,
        "{\"ClientVersion\":\"1.2.764.0\",\"ProcessedClientActions\":[{\"ActionType\":"
            + "\"KMSEncryption\",\"ActionStatus\":1,\"ActionResult\":{\"KMSCipherTextKey\":\""
            + blob
            + "\"}}],\"Errors\":null}");
  }

  /** Waits for a message of a type from the agent, and returns it. */
  String until(int payloadType) {
    AgentMessage message = next();
    while (message.payloadType != payloadType) {
      message = next();
    }
    return new String(message.payload, UTF_8);
  }

  /** Waits until the output contains a text, and returns the whole output. */
  String until(String text) {
    while (output.indexOf(text) < 0) {
      next();
    }
    return output.toString();
  }

  String untilExit() {
    while (exitCode == null) {
      next();
    }
    return exitCode;
  }

  /** Waits for the next message of the agent's stream, and returns it. */
  AgentMessage message() {
    return next();
  }

  /** Waits until the agent's side closes the session, and returns its text. */
  String untilClosed() {
    AgentMessage message = next();
    while (!message.type.equals("channel_closed")) {
      message = next();
    }
    return json(message.payload).path("Output").asText();
  }

  String output() {
    return output.toString();
  }

  String error() {
    return error.toString();
  }

  @Nullable String exitCode() {
    return exitCode;
  }

  /** Waits until the agent has acknowledged a message of this client. */
  void untilAcknowledged(long number) {
    while (!acknowledged.contains(number)) {
      take(AgentMessage.read(socket.take(socket.messages)));
    }
  }

  /** Waits for the code by which the connection is closed. */
  int closing() {
    return socket.take(socket.closings);
  }

  private AgentMessage next() {
    AgentMessage inOrder = early.remove(expected);
    while (inOrder == null) {
      AgentMessage message = AgentMessage.read(socket.take(socket.messages));
      if (message.type.equals("channel_closed")) {
        return message;
      }
      take(message);
      inOrder = early.remove(expected);
    }
    expected++;
    if (inOrder.payloadType == 11) {
      error.append(new String(inOrder.payload, UTF_8));
    } else if (inOrder.payloadType == 1) {
      output.append(new String(inOrder.payload, UTF_8));
    } else if (inOrder.payloadType == 12) {
      exitCode = new String(inOrder.payload, UTF_8);
    }
    return inOrder;
  }

  private void take(AgentMessage message) {
    if (message.type.equals("acknowledge")) {
      acknowledged.add(json(message.payload).path("AcknowledgedMessageSequenceNumber").asLong());
    } else if (message.type.equals("output_stream_data")) {
      acknowledge(message);
      if (message.sequence >= expected) {
        early.put(message.sequence, message);
      }
    }
  }

  private void acknowledge(AgentMessage message) {
    String json =
        "{\"AcknowledgedMessageType\":\"output_stream_data\",\"AcknowledgedMessageId\":\"%s\",\"AcknowledgedMessageSequenceNumber\":%d,\"IsSequentialMessage\":true}"
            .formatted(message.id, message.sequence);
    if (socket.isOpen()) {
      socket.send(AgentMessage.of("acknowledge", json).write(1));
    }
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  private static final class Socket extends WebSocketClient {
    final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> closings = new LinkedBlockingQueue<>();
    final BlockingQueue<String> reasons = new LinkedBlockingQueue<>();

    Socket(String url, Map<String, String> headers) {
      super(URI.create(url), headers);
      setDaemon(true);
    }

    void connectNow() {
      try {
        connectBlocking(PATIENCE, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    <T> T take(BlockingQueue<T> queue) {
      try {
        T taken = queue.poll(PATIENCE, TimeUnit.SECONDS);
        if (taken == null) {
          throw new AssertionError("Nothing came");
        }
        return taken;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(String text) {}

    @Override
    public void onMessage(java.nio.ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      messages.add(copy);
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
      closings.add(code);
      reasons.add(reason);
    }

    @Override
    public void onError(Exception error) {}
  }
}
