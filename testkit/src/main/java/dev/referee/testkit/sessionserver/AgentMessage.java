package dev.referee.testkit.sessionserver;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** A message as the agent writes and reads it, field after field. Immutable. */
public final class AgentMessage {
  /** Where the header ends, and the length of the payload begins. */
  public static final int HEADER = 116;

  /** Where the digest of the payload stands. */
  public static final int DIGEST = 80;

  /** The type, for example {@code output_stream_data}. */
  public final String type;

  /** The number in its stream. */
  public final long sequence;

  /** The flags: 1 for the first, 3 for what is of no stream. */
  public final long flags;

  /** The id, by which it is acknowledged. */
  public final UUID id;

  /** The payload type. */
  public final int payloadType;

  /** The payload; not to be changed. */
  public final byte[] payload;

  /**
   * Creates an instance.
   *
   * @param type its type
   * @param sequence its number in its stream
   * @param flags its flags
   * @param id its id
   * @param payloadType what its payload is
   * @param payload what it says
   */
  public AgentMessage(
      String type, long sequence, long flags, UUID id, int payloadType, byte[] payload) {
    this.type = type;
    this.sequence = sequence;
    this.flags = flags;
    this.id = id;
    this.payloadType = payloadType;
    this.payload = payload;
  }

  /**
   * Makes one that is not of a stream.
   *
   * @param type its type
   * @param json what it says
   */
  public static AgentMessage of(String type, String json) {
    return new AgentMessage(type, 0, 3, UUID.randomUUID(), 0, json.getBytes(US_ASCII));
  }

  /**
   * Returns its bytes.
   *
   * @param epochMillis when it is written
   */
  public byte[] write(long epochMillis) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(HEADER);
      out.writeBytes(type + " ".repeat(32 - type.length()));
      out.writeInt(1);
      out.writeLong(epochMillis);
      out.writeLong(sequence);
      out.writeLong(flags);
      out.writeLong(id.getLeastSignificantBits());
      out.writeLong(id.getMostSignificantBits());
      out.write(sha256(payload));
      out.writeInt(payloadType);
      out.writeInt(payload.length);
      out.write(payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what a client wrote, and is as strict as an agent, and stricter.
   *
   * @param bytes what it wrote
   */
  public static AgentMessage read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      require(in.readInt() == HEADER, "header length");
      byte[] type = in.readNBytes(32);
      require(in.readInt() == 1, "schema version");
      require(in.readLong() > 0, "date");
      long sequence = in.readLong();
      long flags = in.readLong();
      long least = in.readLong();
      UUID id = new UUID(in.readLong(), least);
      byte[] digest = in.readNBytes(32);
      int payloadType = in.readInt();
      int length = in.readInt();
      byte[] payload = in.readAllBytes();
      require(payload.length == length, "payload length");
      require(MessageDigest.isEqual(digest, sha256(payload)), "digest");
      return new AgentMessage(
          new String(type, US_ASCII).strip(), sequence, flags, id, payloadType, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(boolean held, String field) {
    if (!held) {
      throw new IllegalArgumentException("The client wrote a wrong " + field);
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
