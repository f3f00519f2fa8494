package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.referee.ssm.channel.DataChannelException.Reason;
import dev.referee.testkit.sessionserver.AgentChannel;
import dev.referee.testkit.sessionserver.AgentMessage;
import dev.referee.testkit.sessionserver.ChannelFaults;
import dev.referee.testkit.sessionserver.SessionServer;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the channel with servers that violate the protocol, each in one way. */
@Timeout(600)
class BreachTest {
  private final Client client = new Client();

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.referee.ssm.channel.BreachTest#breaches")
  void mayBreakTheProtocol(String what, Consumer<AgentChannel> breach, Reason reason)
      throws Exception {
    try (SessionServer server = SessionServer.start(breach::accept)) {
      var reading =
          Client.start(
              () ->
                  client.read(
                      server,
                      client.options().maxMessageBytes(40_000).maxOutputBytes(50_000).build()));

      reading.failsWith(reason);
      server.closing();
    }
  }

  static Stream<Arguments> breaches() {
    return Stream.of(
        breach("garbage", line -> line.raw(new byte[] {1, 2, 3}), Reason.MALFORMED),
        breach("nothing", line -> line.raw(new byte[0]), Reason.MALFORMED),
        breach("much garbage", line -> line.raw(new byte[30_000]), Reason.MALFORMED),
        breach("text", line -> ChannelFaults.text(line, "{}"), Reason.MALFORMED),
        breach("a wrong digest", line -> line.raw(wrongDigest()), Reason.MALFORMED),
        breach("a large message", line -> line.output("x".repeat(40_001)), Reason.TOO_LARGE),
        breach(
            "much output",
            line -> Stream.generate(() -> "x".repeat(1000)).limit(51).forEach(line::output),
            Reason.TOO_LARGE),
        breach("no JSON", line -> line.say("channel_closed", "}"), Reason.MALFORMED),
        breach("no object", line -> line.say("acknowledge", "[]"), Reason.MALFORMED),
        breach("no number", line -> line.say("acknowledge", "{}"), Reason.MALFORMED),
        breach("deep JSON", line -> line.say("channel_closed", "[".repeat(9000)), Reason.MALFORMED),
        breach("a completion of nothing", line -> stream(line, 7, "{}"), Reason.MALFORMED),
        breach("a challenge of nothing", line -> stream(line, 8, "{}"), Reason.MALFORMED),
        breach("no exit code", line -> stream(line, 12, "EXIT_CODE: soon"), Reason.MALFORMED),
        breach("a short flag", line -> stream(line, 10, "1"), Reason.MALFORMED),
        breach("a port's flag", line -> stream(line, 10, "\0\0\0\3"), Reason.UNSUPPORTED),
        breach(
            "two handshakes",
            line -> {
              stream(line, 5, "{\"AgentVersion\":\"1\"}");
              stream(line, 5, "{\"AgentVersion\":\"1\"}");
            },
            Reason.MALFORMED),
        breach(
            "a strange close code",
            line -> ChannelFaults.close(line, 4000, "odd"),
            Reason.DISCONNECTED));
  }

  private static Arguments breach(String what, Consumer<AgentChannel> breach, Reason reason) {
    return Arguments.of(what, breach, reason);
  }

  private static void stream(AgentChannel line, int payloadType, String text) {
    line.stream(payloadType, text.getBytes(US_ASCII));
  }

  private static byte[] wrongDigest() {
    byte[] message =
        new AgentMessage("output_stream_data", 0, 1, UUID.randomUUID(), 1, new byte[] {65})
            .write(1);
    message[AgentMessage.DIGEST] ^= 1;
    return message;
  }
}
