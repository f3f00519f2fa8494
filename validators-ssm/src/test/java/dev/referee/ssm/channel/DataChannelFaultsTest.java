package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ssm.channel.DataChannelException.Reason;
import dev.referee.testkit.sessionserver.Agent;
import dev.referee.testkit.sessionserver.AgentChannel;
import dev.referee.testkit.sessionserver.ChannelFaults;
import dev.referee.testkit.sessionserver.CommandAgent;
import dev.referee.testkit.sessionserver.HandshakingAgent;
import dev.referee.testkit.sessionserver.NetworkConditions;
import dev.referee.testkit.sessionserver.SessionServer;
import dev.referee.testkit.sessionserver.ShellAgent;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of the channel with faulty servers and faulty networks. */
@Timeout(600)
class DataChannelFaultsTest {
  private static final Duration LATE = Duration.ofMillis(300);

  private final Client client = new Client();

  @Nested
  class Way {
    @Test
    void mayLoseWhatTheAgentSends() throws Exception {
      Agent agent =
          line -> {
            line.output("a\n");
            line.output("b\n");
            line.output("c\n");
            stream(line, 12, "EXIT_CODE: 0");
          };
      try (SessionServer server =
          SessionServer.start(agent, NetworkConditions.losing(0, 2), input -> false, client.time)) {
        var reading = Client.start(() -> client.read(server, client.options().build()));
        AgentChannel line = server.line();
        line.awaitAcknowledged(3);
        client.time.advance(LATE);
        line.resend();
        line.awaitAcknowledged(0);
        client.time.advance(LATE);
        line.resend();

        assertThat(reading.result().standardOutput()).isEqualTo("a\nb\nc\n");
      }
    }

    /** An agent resends only the oldest message, after its time-out. */
    @Test
    void bringsOneMessageAgainAtATime() throws Exception {
      Agent agent =
          line -> {
            line.output("a\n");
            line.output("b\n");
            stream(line, 12, "EXIT_CODE: 0");
          };
      try (SessionServer server =
          SessionServer.start(agent, NetworkConditions.losing(0, 1), input -> false, client.time)) {
        var reading = Client.start(() -> client.read(server, client.options().build()));
        AgentChannel line = server.line();
        line.awaitAcknowledged(2);
        line.resend();
        client.time.advance(LATE);
        line.resend();
        line.awaitAcknowledged(0);
        assertThat(line.acknowledgements()).containsExactly(2L, 0L);
        client.time.advance(LATE);
        line.resend();

        assertThat(reading.result().standardOutput()).isEqualTo("a\nb\n");
      }
    }

    /** Messages written in a pause are sent later, as lost ones are. */
    @Test
    void mayPauseTheAgent() throws Exception {
      try (SessionServer server =
          SessionServer.start(line -> {}, NetworkConditions.fine(), input -> false, client.time)) {
        var reading = Client.start(() -> client.read(server, client.options().build()));
        AgentChannel line = server.line();
        line.output("a\n");
        line.awaitAcknowledged(0);
        line.pause();
        line.output("b\n");
        client.time.advance(LATE);
        line.resend();
        line.ping();
        assertThat(line.acknowledgements()).containsExactly(0L);
        line.resume();
        line.resend();
        line.awaitAcknowledged(1);
        stream(line, 12, "EXIT_CODE: 0");

        assertThat(reading.result().standardOutput()).isEqualTo("a\nb\n");
      }
    }

    @Test
    void mayLoseWhatTheClientSends() throws Exception {
      try (SessionServer server =
          SessionServer.start(
              new ShellAgent(), NetworkConditions.fine(), input -> input == 0 || input == 2)) {
        var answering = Client.start(() -> client.shell(server, "echo nonce"));
        AgentChannel line = server.line();
        line.awaitInputs(2);
        client.time.advance(Duration.ofSeconds(2));
        line.awaitInputs(3);
        client.time.advance(Duration.ofSeconds(2));

        assertThat(answering.result().standardOutput()).isEqualTo("nonce\n");
        assertThat(line.inputs()).extracting(it -> it.sequence).startsWith(0L, 1L, 0L, 0L);
      }
    }

    @Test
    void mayRepeatWhatTheAgentSends() throws Exception {
      try (SessionServer server =
          SessionServer.start(new ShellAgent(), NetworkConditions.repeating(3), input -> false)) {
        assertThat(client.shell(server, "echo nonce").standardOutput()).isEqualTo("nonce\n");
        server.closing();

        assertThat(server.line().acknowledgements()).startsWith(0L, 0L, 0L);
      }
    }

    @Test
    void mayTurnTheOrderRound() throws Exception {
      Agent agent = new CommandAgent("a\nb\nc\nd\ne\n", "", 7);
      try (SessionServer server =
          SessionServer.start(agent, NetworkConditions.reversing(3), input -> false)) {
        CommandOutput output = client.read(server, client.options().build());

        assertThat(output.standardOutput()).isEqualTo("a\nb\nc\nd\ne\n");
        assertThat(output.exitCode()).hasValue(7);
      }
    }

    @Test
    void mayEndBeforeAllHasArrived() throws Exception {
      try (SessionServer server =
          SessionServer.start(
              new CommandAgent("a\nb\nc\n", "", null),
              NetworkConditions.losing(1),
              input -> false)) {
        var reading = Client.start(() -> client.read(server, client.options().build()));

        assertThat(reading.failsWith(Reason.CLOSED)).hasMessageContaining("arrived");
      }
    }
  }

  @Nested
  class Pause {
    @Test
    void pausesResendingUntilItEnds() throws Exception {
      try (SessionServer server =
          SessionServer.start(new ShellAgent(), NetworkConditions.fine(), input -> true)) {
        DataChannel channel = client.open(server);
        AgentChannel line = server.line();
        var answering = Client.start(() -> channel.runInShell("echo nonce"));
        line.awaitInputs(2);
        line.say("pause_publication", "not even JSON");
        line.ping();
        client.time.advance(Duration.ofSeconds(30));
        line.say("start_publication", "not even JSON");
        line.say("acknowledge", "{\"AcknowledgedMessageSequenceNumber\":0}");
        line.say("acknowledge", "{\"AcknowledgedMessageSequenceNumber\":99}");
        line.output(".");
        line.awaitAcknowledged(1);
        assertThat(line.inputs()).hasSize(2);

        client.time.advance(Duration.ofSeconds(2));
        line.awaitInputs(3);
        line.close("enough");

        assertThat(answering.failsWith(Reason.CLOSED).peerText()).hasValue("enough");
        assertThat(line.inputs()).extracting(it -> it.sequence).startsWith(0L, 1L, 1L);
      }
    }
  }

  @Nested
  class Silence {
    @Test
    void beforeTheFirstWordIsTheAgents() throws Exception {
      try (SessionServer server = SessionServer.start(Agent.silent())) {
        var opening = Client.start(() -> client.open(server));
        server.line();
        client.time.advance(Duration.ofSeconds(21));

        opening.failsWith(Reason.AGENT_SILENT);
        assertThat(server.closing()).isEqualTo(1000);
      }
    }

    @Test
    void inTheMiddleOfAHandshakeIsTheAgents() throws Exception {
      HandshakingAgent agent = new HandshakingAgent("NonInteractiveCommands", null, Agent.silent());
      try (SessionServer server =
          SessionServer.start(agent, NetworkConditions.fine(), input -> true)) {
        var opening = Client.start(() -> client.open(server));
        server.line();
        client.time.advance(Duration.ofSeconds(21));

        opening.failsWith(Reason.AGENT_SILENT);
      }
    }

    @Test
    void afterThatIsTheCommands() throws Exception {
      try (SessionServer server =
          SessionServer.start(new ShellAgent(), NetworkConditions.fine(), input -> true)) {
        DataChannel channel = client.open(server);
        AgentChannel line = server.line();
        var answering = Client.start(() -> channel.runInShell("echo nonce"));
        line.awaitInputs(1);
        client.time.advance(Duration.ofSeconds(61));

        answering.failsWith(Reason.COMMAND_TIMED_OUT);
      }
    }
  }

  @Nested
  class Peer {
    @Test
    void mayDieInTheMiddleOfAHandshake() throws Exception {
      HandshakingAgent agent = new HandshakingAgent("NonInteractiveCommands", null, Agent.silent());
      try (SessionServer server =
          SessionServer.start(agent, NetworkConditions.fine(), input -> true)) {
        DataChannelOptions patient = client.options().handshakeTimeout(Duration.ofDays(1)).build();
        var opening = Client.start(() -> Client.open(server, patient));
        ChannelFaults.die(server.line());
        while (!opening.task().isDone()) {
          client.time.advance(LATE);
          Thread.yield();
        }

        opening.failsWith(Reason.DISCONNECTED);
      }
    }

    @Test
    void mayRefuseTheToken() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent())) {
        StartedSession wrong =
            StartedSession.of(Client.SESSION, Client.TARGET, server.url(), "another");
        var opening =
            Client.start(
                () ->
                    DataChannel.open(
                        wrong, Client.CREDENTIALS, Client.REGION, client.options().build()));

        assertThat(opening.failsWith(Reason.DISCONNECTED).peerText()).hasValue("Forbidden");
      }
    }

    @Test
    void mayCloseBeforeItBegan() throws Exception {
      String denied =
          "Setting up data channel with id jo-0 failed: failed to create websocket for datachannel"
              + " with error: CreateDataChannel failed with no output or error:"
              + " AccessDeniedException";
      try (SessionServer server = SessionServer.start(line -> line.close(denied))) {
        var opening = Client.start(() -> client.open(server));

        assertThat(opening.failsWith(Reason.CLOSED).peerText()).hasValue(denied);
      }
    }
  }

  private static void stream(AgentChannel line, int payloadType, String text) {
    line.stream(payloadType, text.getBytes(US_ASCII));
  }
}
