package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.referee.ssm.channel.DataChannelException.Reason;
import dev.referee.testkit.sessionserver.AgentMessage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the binary format of messages. */
class ClientMessageTest {
  private static final UUID ID = UUID.fromString("dd01e56b-ff48-483e-a508-b5f073f31b16");
  private static final byte[] GOLDEN =
      HexFormat.of()
          .parseHex(
              "00000074696e7075745f73747265616d5f6461746120202020202020202020202020202000000001"
                  + "0000015e0baa788400000000000000020000000000000000a508b5f073f31b16dd01e56bff48483e"
                  + "239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e500000001"
                  + "000000077061796c6f6164");

  @Test
  void isWrittenToTheByte() {
    ClientMessage message =
        new ClientMessage(
            "input_stream_data",
            Instant.ofEpochMilli(1503434274948L),
            2,
            0,
            ID,
            1,
            "payload".getBytes(UTF_8));

    assertThat(message.encode()).isEqualTo(GOLDEN);
  }

  @Test
  void isReadFromTheByte() throws Exception {
    ClientMessage message = ClientMessage.decode(GOLDEN);

    assertThat(message.type()).isEqualTo("input_stream_data");
    assertThat(message.created()).isEqualTo(Instant.ofEpochMilli(1503434274948L));
    assertThat(message.sequenceNumber()).isEqualTo(2);
    assertThat(message.flags()).isZero();
    assertThat(message.id()).isEqualTo(ID);
    assertThat(message.payloadType()).isEqualTo(1);
    assertThat(message.payload()).asString(UTF_8).isEqualTo("payload");
  }

  @Test
  void mayPadItsTypeByZeros() throws Exception {
    byte[] padded = GOLDEN.clone();
    Arrays.fill(padded, 4 + "input_stream_data".length(), 36, (byte) 0);

    assertThat(ClientMessage.decode(padded).type()).isEqualTo("input_stream_data");
  }

  @Test
  void mayHaveALongerHeader() throws Exception {
    ByteBuffer longer = ByteBuffer.allocate(GOLDEN.length + 8);
    longer.put(GOLDEN, 0, 116).putLong(0).put(GOLDEN, 116, GOLDEN.length - 116).putInt(0, 124);

    assertThat(ClientMessage.decode(longer.array()).payload()).asString().isEqualTo("payload");
  }

  @Test
  void isIgnoredIfItOnlyPauses() throws Exception {
    byte[] pause = new byte[36];
    System.arraycopy("pause_publication".getBytes(UTF_8), 0, pause, 4, 17);

    assertThat(ClientMessage.decode(pause).type()).isEqualTo("pause_publication");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    "3, 0, header length is nothing",
    "3, 115, header length is too short",
    "0, 127, header is longer than the message",
    "0, -1, header is longer than any message",
    "39, 0, no schema version",
    "48, -1, negative sequence number",
    "80, 0, another digest",
    "119, 6, shorter payload",
    "119, 8, longer payload",
    "116, -1, negative payload",
    "126, 0, another payload"
  })
  void isRefusedWithAWrongByte(int where, byte value, String what) {
    byte[] wrong = GOLDEN.clone();
    wrong[where] = value;

    assertThatExceptionOfType(DataChannelException.class)
        .isThrownBy(() -> ClientMessage.decode(wrong))
        .matches(it -> it.reason() == Reason.MALFORMED);
  }

  @Property
  void isReadAsItWasWritten(
      @ForAll @LongRange(min = 1, max = 1L << 50) long created,
      @ForAll @LongRange(min = 0) long sequence,
      @ForAll long flags,
      @ForAll long most,
      @ForAll long least,
      @ForAll int payloadType,
      @ForAll byte[] payload)
      throws Exception {
    UUID id = new UUID(most, least);
    ClientMessage written =
        new ClientMessage(
            "acknowledge",
            Instant.ofEpochMilli(created),
            sequence,
            flags,
            id,
            payloadType,
            payload);

    assertThat(ClientMessage.decode(written.encode()))
        .usingRecursiveComparison()
        .isEqualTo(written);
    assertThat(new AgentMessage("acknowledge", sequence, flags, id, payloadType, payload))
        .usingRecursiveComparison()
        .isEqualTo(AgentMessage.read(written.encode()));
  }

  @Property
  void isRefusedIfItIsMalformed(@ForAll byte[] garbage) {
    assertThatExceptionOfType(DataChannelException.class)
        .isThrownBy(() -> ClientMessage.decode(garbage))
        .matches(it -> it.reason() == Reason.MALFORMED);
  }

  @Property
  void neverFailsInAnotherWay(
      @ForAll @LongRange(min = 0, max = 126) long where, @ForAll byte value) {
    byte[] changed = GOLDEN.clone();
    changed[(int) where] = value;
    try {
      assertThat(ClientMessage.decode(changed).payload()).asString(UTF_8).isEqualTo("payload");
    } catch (DataChannelException e) {
      assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
    }
  }
}
