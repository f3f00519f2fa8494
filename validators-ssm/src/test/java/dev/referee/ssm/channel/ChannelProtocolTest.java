package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.sessionserver.AgentMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Tests that arbitrary messages make the protocol fail with {@link DataChannelException} only. */
class ChannelProtocolTest {
  private final List<byte[]> sent = new ArrayList<>();

  private ChannelProtocol conversation() {
    return new ChannelProtocol(
        StartedSession.of("jo-0", "i-0", "wss://host/", "token"),
        DataChannelOptions.builder()
            .clock(new HandTime())
            .dataKeys((key, context) -> DataKey.of(new byte[DataKeys.LENGTH], new byte[0]))
            .build(),
        sent::add);
  }

  private static byte[] message(String type, long sequence, int payloadType, String payload) {
    return new AgentMessage(
            type, sequence, 0, UUID.randomUUID(), payloadType, payload.getBytes(UTF_8))
        .write(1);
  }

  /** Returns an almost valid payload. */
  @Provide
  Arbitrary<String> payloads() {
    Arbitrary<String> values =
        Arbitraries.of(
            "null",
            "7",
            "-1",
            "1e999",
            "true",
            "[]",
            "{}",
            "[[]]",
            "\"Port\"",
            "\"Standard_Stream\"",
            "\"KMSEncryption\"",
            "\"SessionType\"",
            "\"AAAA\"",
            "\"%\"",
            "");
    Arbitrary<String> names =
        Arbitraries.of(
            "AgentVersion",
            "RequestedClientActions",
            "ActionType",
            "ActionParameters",
            "Challenge",
            "Output",
            "AcknowledgedMessageSequenceNumber");
    Arbitrary<String> fields =
        Combinators.combine(names, values).as((name, value) -> "\"" + name + "\":" + value);
    Arbitrary<String> objects =
        fields.list().ofMaxSize(4).map(all -> "{" + String.join(",", all) + "}");
    Arbitrary<String> requests =
        objects.list().ofMaxSize(3).map(it -> "{\"RequestedClientActions\":" + it + "}");
    return Arbitraries.oneOf(objects, requests, values, Arbitraries.strings().ofMaxLength(30));
  }

  @Provide
  Arbitrary<byte[]> messages() {
    return Combinators.combine(
            Arbitraries.of(
                "output_stream_data",
                "output_stream_data",
                "acknowledge",
                "channel_closed",
                "start_publication",
                "pause_publication",
                "interactive_shell"),
            Arbitraries.longs().between(0, 4),
            Arbitraries.integers().between(0, 13),
            payloads())
        .as(ChannelProtocolTest::message);
  }

  @Property(tries = 2000)
  void failsInOneWayOnly(@ForAll("conversations") List<byte[]> messages) {
    sent.clear();
    ChannelProtocol conversation = conversation();
    try {
      for (byte[] each : messages) {
        conversation.receive(each);
        conversation.resendLate();
      }
    } catch (DataChannelException e) {
      assertThat(e.reason()).isNotNull();
    }
    assertThat(sent.size()).isLessThanOrEqualTo(3 * messages.size());
  }

  @Provide
  Arbitrary<List<byte[]>> conversations() {
    return messages().list().ofMaxSize(8);
  }

  @Test
  void keepsTheLastWords() throws Exception {
    ChannelProtocol conversation = conversation();
    conversation.receive(message("channel_closed", 0, 0, "{\"Output\":\" good bye \"}"));

    assertThat(conversation.isClosed()).isTrue();
    assertThat(conversation.closingText()).isEqualTo("good bye");
    assertThat(conversation.isReady()).isFalse();
  }
}
