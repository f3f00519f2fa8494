package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.ssm.channel.DataChannelException.Reason;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The protocol state of a data channel, independent of its connection. Not thread-safe. */
final class ChannelProtocol {
  private static final long ACKNOWLEDGE_FLAGS = 3;
  private static final int CONNECT_TO_PORT_ERROR = 3;

  private final Consumer<byte[]> sender;
  private final InstantSource clock;
  private final Handshake handshake;
  private final Transcript transcript;
  private final Outbox outbox;
  private final Inbox inbox;
  private boolean written;
  private @Nullable String closingText;

  ChannelProtocol(StartedSession session, DataChannelOptions options, Consumer<byte[]> sender) {
    this.sender = sender;
    clock = options.clock;
    handshake = new Handshake(session, options.dataKeys);
    transcript = new Transcript(options.maxOutputBytes);
    outbox = new Outbox(sender, clock);
    inbox = new Inbox(this::read, this::acknowledge, options.maxOutputBytes);
  }

  /** Processes a received message. */
  void receive(byte[] bytes) throws DataChannelException {
    ClientMessage message = ClientMessage.decode(bytes);
    switch (message.type()) {
      case ClientMessage.OUTPUT_STREAM_DATA -> {
        outbox.resume();
        inbox.accept(message);
      }
      case ClientMessage.ACKNOWLEDGE -> {
        outbox.resume();
        outbox.acknowledged(acknowledgedIn(message));
      }
      case ClientMessage.PAUSE_PUBLICATION -> outbox.pause();
      case ClientMessage.START_PUBLICATION -> outbox.resume();
      case ClientMessage.CHANNEL_CLOSED ->
          closingText =
              Json.read("closing message", message.payload()).path("Output").asText("").strip();
      default -> {
        // A later version of the service may send other messages, which need no response.
      }
    }
  }

  private static long acknowledgedIn(ClientMessage message) throws DataChannelException {
    JsonNode number =
        Json.read("acknowledgement", message.payload()).path("AcknowledgedMessageSequenceNumber");
    if (!number.canConvertToLong() || !number.isIntegralNumber()) {
      throw DataChannelException.malformed("The acknowledgement names no message");
    }
    return number.longValue();
  }

  private void acknowledge(ClientMessage message) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("AcknowledgedMessageType", message.type());
    content.put("AcknowledgedMessageId", message.id().toString());
    content.put("AcknowledgedMessageSequenceNumber", message.sequenceNumber());
    content.put("IsSequentialMessage", true);
    sender.accept(
        new ClientMessage(
                ClientMessage.ACKNOWLEDGE,
                clock.instant(),
                0,
                ACKNOWLEDGE_FLAGS,
                UUID.randomUUID(),
                PayloadTypes.NONE,
                Json.write(content))
            .encode());
  }

  /** Processes a message of the agent's stream, in order. */
  private void read(ClientMessage message) throws DataChannelException {
    byte[] payload = message.payload();
    switch (message.payloadType()) {
      case PayloadTypes.HANDSHAKE_REQUEST -> {
        outbox.send(PayloadTypes.HANDSHAKE_RESPONSE, handshake.respond(payload));
        if (handshake.refusal().isPresent()) {
          throw handshake.refusal().get();
        }
      }
      case PayloadTypes.CHALLENGE_REQUEST ->
          outbox.send(PayloadTypes.CHALLENGE_RESPONSE, handshake.respondToChallenge(payload));
      case PayloadTypes.HANDSHAKE_COMPLETE -> handshake.complete(payload);
      case PayloadTypes.OUTPUT -> {
        transcript.output(handshake.decrypt(payload));
        written = true;
      }
      case PayloadTypes.STANDARD_ERROR -> {
        transcript.error(handshake.decrypt(payload));
        written = true;
      }
      case PayloadTypes.ERROR -> transcript.error(payload);
      case PayloadTypes.EXIT_CODE -> transcript.exit(handshake.decrypt(payload));
      case PayloadTypes.FLAG -> flag(payload);
      default -> {
        // A later version of the agent may send other messages, which need no response.
      }
    }
  }

  /** Flags belong to port forwarding sessions, which never get this far. */
  private static void flag(byte[] payload) throws DataChannelException {
    if (payload.length != Integer.BYTES) {
      throw DataChannelException.malformed("A flag has " + payload.length + " bytes");
    }
    if (ByteBuffer.wrap(payload).getInt() == CONNECT_TO_PORT_ERROR) {
      throw DataChannelException.of(
          Reason.UNSUPPORTED, "The agent could not connect to a port, but no port was requested");
    }
  }

  /** Retransmits messages that were not acknowledged in time. */
  void resendLate() throws DataChannelException {
    outbox.resendLate();
  }

  /** Sends the size of the terminal to the agent. */
  void resize(int columns, int rows) {
    outbox.send(PayloadTypes.SIZE, Json.write(Map.of("cols", columns, "rows", rows)));
  }

  /** Types a text. */
  void type(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    for (int from = 0; from < bytes.length; from += Outbox.MAX_PAYLOAD) {
      int to = Math.min(bytes.length, from + Outbox.MAX_PAYLOAD);
      outbox.send(PayloadTypes.OUTPUT, handshake.encrypt(Arrays.copyOfRange(bytes, from, to)));
    }
  }

  /** Returns whether the agent is ready for input. */
  boolean isReady() {
    return handshake.isComplete() || (written && handshake.isSettled());
  }

  /** Returns whether the session has written anything. */
  boolean hasWritten() {
    return written;
  }

  /** Returns whether the other side has closed the session. */
  boolean isClosed() {
    return closingText != null;
  }

  /** Returns the other side's closing message, which may be empty. */
  String closingText() {
    return closingText == null ? "" : closingText;
  }

  /** Returns whether some output never arrived. */
  boolean isMissingSomething() {
    return inbox.hasGap();
  }

  Transcript transcript() {
    return transcript;
  }

  Optional<String> agentVersion() {
    return handshake.agentVersion();
  }
}
