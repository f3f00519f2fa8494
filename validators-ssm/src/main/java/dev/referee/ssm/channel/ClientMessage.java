package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/**
 * One binary message of the data channel, in either direction.
 *
 * <p>All integers are big-endian: header length (the offset of the payload's length), type, schema
 * version, date, sequence number, flags, id, SHA-256 of the payload, payload type, payload length,
 * payload. The halves of the id are swapped.
 */
final class ClientMessage {
  static final String INPUT_STREAM_DATA = "input_stream_data";
  static final String OUTPUT_STREAM_DATA = "output_stream_data";
  static final String ACKNOWLEDGE = "acknowledge";
  static final String CHANNEL_CLOSED = "channel_closed";
  static final String START_PUBLICATION = "start_publication";
  static final String PAUSE_PUBLICATION = "pause_publication";

  private static final int SCHEMA_VERSION = 1;
  private static final int HEADER_LENGTH = 116;
  private static final int TYPE_LENGTH = 32;
  private static final int DIGEST_LENGTH = 32;

  private final String type;
  private final Instant created;
  private final long sequenceNumber;
  private final long flags;
  private final UUID id;
  private final int payloadType;
  private final byte[] payload;

  ClientMessage(
      String type,
      Instant created,
      long sequenceNumber,
      long flags,
      UUID id,
      int payloadType,
      byte[] payload) {
    this.type = type;
    this.created = created;
    this.sequenceNumber = sequenceNumber;
    this.flags = flags;
    this.id = id;
    this.payloadType = payloadType;
    this.payload = payload;
  }

  byte[] encode() {
    byte[] name = type.getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_LENGTH + Integer.BYTES + payload.length);
    bytes.putInt(HEADER_LENGTH).put(name);
    for (int i = name.length; i < TYPE_LENGTH; i++) {
      bytes.put((byte) ' ');
    }
    return bytes
        .putInt(SCHEMA_VERSION)
        .putLong(created.toEpochMilli())
        .putLong(sequenceNumber)
        .putLong(flags)
        .putLong(id.getLeastSignificantBits())
        .putLong(id.getMostSignificantBits())
        .put(digest(payload))
        .putInt(payloadType)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  /** Parses a message. Messages that only pause or start the flow are not validated further. */
  static ClientMessage decode(byte[] message) throws DataChannelException {
    try {
      return decode(ByteBuffer.wrap(message));
    } catch (BufferUnderflowException e) {
      throw DataChannelException.malformed(
          "A message of " + message.length + " bytes is truncated");
    }
  }

  private static ClientMessage decode(ByteBuffer bytes) throws DataChannelException {
    long headerLength = Integer.toUnsignedLong(bytes.getInt());
    String type = typeOf(bytes(bytes, TYPE_LENGTH));
    if (type.equals(START_PUBLICATION) || type.equals(PAUSE_PUBLICATION)) {
      return new ClientMessage(type, Instant.EPOCH, 0, 0, new UUID(0, 0), 0, new byte[0]);
    }
    int schemaVersion = bytes.getInt();
    long created = bytes.getLong();
    long sequenceNumber = bytes.getLong();
    long flags = bytes.getLong();
    long leastSignificant = bytes.getLong();
    UUID id = new UUID(bytes.getLong(), leastSignificant);
    byte[] digest = bytes(bytes, DIGEST_LENGTH);
    int payloadType = bytes.getInt();
    require(type.length() > 0, "has no type");
    require(schemaVersion > 0, "has no schema version");
    require(created > 0, "has no date");
    require(sequenceNumber >= 0, "has a negative sequence number");
    require(headerLength >= HEADER_LENGTH, "has too short a header");
    require(headerLength + Integer.BYTES <= bytes.limit(), "has a header longer than itself");
    bytes.position((int) headerLength);
    int payloadLength = bytes.getInt();
    require(payloadLength == bytes.remaining(), "has another length than it declares");
    byte[] payload = bytes(bytes, payloadLength);
    require(
        payloadLength == 0 || Arrays.equals(digest, digest(payload)),
        "has a payload with another digest");
    return new ClientMessage(
        type, Instant.ofEpochMilli(created), sequenceNumber, flags, id, payloadType, payload);
  }

  /** Trims the padding of a type: spaces or zeros. */
  private static String typeOf(byte[] padded) {
    int start = 0;
    int end = padded.length;
    while (start < end && isPadding(padded[start])) {
      start++;
    }
    while (end > start && isPadding(padded[end - 1])) {
      end--;
    }
    return new String(padded, start, end - start, UTF_8);
  }

  private static boolean isPadding(byte each) {
    return each == ' ' || each == 0;
  }

  private static byte[] bytes(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static byte[] digest(byte[] payload) {
    return Hashing.sha256().hashBytes(payload).asBytes();
  }

  private static void require(boolean held, String otherwise) throws DataChannelException {
    if (!held) {
      throw DataChannelException.malformed("A message " + otherwise);
    }
  }

  String type() {
    return type;
  }

  Instant created() {
    return created;
  }

  long sequenceNumber() {
    return sequenceNumber;
  }

  long flags() {
    return flags;
  }

  UUID id() {
    return id;
  }

  int payloadType() {
    return payloadType;
  }

  byte[] payload() {
    return payload;
  }
}
