package dev.referee.testkit.embedded.ssm;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.referee.testkit.AgentFault;
import dev.referee.testkit.sessionserver.Agent;
import dev.referee.testkit.sessionserver.AgentChannel;
import dev.referee.testkit.sessionserver.AgentMessage;
import dev.referee.testkit.sessionserver.ChannelFaults;
import dev.referee.testkit.sessionserver.HandshakingAgent;
import dev.referee.testkit.sessionserver.MessageService.Party;
import dev.referee.testkit.sessionserver.NetworkConditions;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The ways in which an agent misbehaves when a test asks for it. */
final class AgentFaults {
  /** The number of messages that make a flood: more than any client wants to keep. */
  private static final int FLOOD = 8 * 1024;

  private static final byte[] DROP = "flood ".repeat(170).getBytes(US_ASCII);

  private AgentFaults() {}

  static Party party(AgentFault fault, SsmSession session, Agent otherwise) {
    return switch (fault) {
      case REFUSES ->
          fine(
              line ->
                  line.close(
                      "Plugin with name %s not found. Step name: %s"
                          .formatted(session.type, session.type)));
      case STALLS -> fine(Agent.silent());
      case DROPS ->
          under(otherwise, (count, message) -> count % 3 == 0 ? List.of() : List.of(message));
      case REPEATS -> under(otherwise, NetworkConditions.repeating(3));
      case REORDERS -> under(otherwise, NetworkConditions.reversing(2));
      case DIES_IN_HANDSHAKE ->
          fine(
              line -> {
                new HandshakingAgent(session.type, null, Agent.silent()).connected(line);
                ChannelFaults.die(line);
              });
      case RESETS_IN_COMMAND -> fine(typing(ChannelFaults::die));
      case STALLS_IN_COMMAND -> fine(typing(line -> {}));
      case MALFORMED -> fine(line -> line.raw(new byte[] {0, 0, 0, 116, 'o', 'u', 't'}));
      case FLOODS -> fine(AgentFaults::flood);
    };
  }

  /** Shows a prompt and what is typed, and then does something else than to answer. */
  private static Agent typing(Consumer<AgentChannel> next) {
    return new Agent() {
      @Override
      public void connected(AgentChannel line) {
        line.output("sh-5.2$ ");
      }

      @Override
      public boolean input(AgentChannel line, int payloadType, byte[] payload) {
        if (payloadType == 1) {
          line.output(new String(payload, US_ASCII));
          next.accept(line);
        }
        return true;
      }
    };
  }

  private static Party fine(Agent agent) {
    return under(agent, NetworkConditions.fine());
  }

  private static Party under(Agent agent, NetworkConditions conditions) {
    return new Party(agent, conditions, input -> false, true);
  }

  /** Sends until nobody takes it. */
  private static void flood(AgentChannel line) {
    Thread flood =
        new Thread(
            () -> {
              for (int drop = 0; drop < FLOOD && line.open(); drop++) {
                line.raw(
                    new AgentMessage(
                            "output_stream_data",
                            drop,
                            drop == 0 ? 1 : 0,
                            new UUID(0, drop),
                            1,
                            DROP)
                        .write(1));
              }
            },
            "flood");
    flood.setDaemon(true);
    flood.start();
  }
}
