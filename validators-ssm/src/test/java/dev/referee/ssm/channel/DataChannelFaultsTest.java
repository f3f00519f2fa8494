package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ssm.channel.DataChannelException.Reason;
import dev.referee.testkit.farend.Agent;
import dev.referee.testkit.farend.CommandAgent;
import dev.referee.testkit.farend.FarEnd;
import dev.referee.testkit.farend.HandshakingAgent;
import dev.referee.testkit.farend.Line;
import dev.referee.testkit.farend.ShellAgent;
import dev.referee.testkit.farend.Tricks;
import dev.referee.testkit.farend.Weather;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of the channel with faulty servers and faulty networks. */
@Timeout(120)
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
      try (FarEnd farEnd = FarEnd.start(agent, Weather.losing(0, 2), input -> false, client.time)) {
        var reading = Client.start(() -> client.read(farEnd, client.options().build()));
        Line line = farEnd.line();
        line.awaitAcknowledged(3);
        client.time.advance(LATE);
        line.resend();
        line.awaitAcknowledged(0);
        client.time.advance(LATE);
        line.resend();

        assertThat(reading.result().standardOutput()).isEqualTo("a\nb\nc\n");
      }
    }

    /** An agent sends the oldest again, and only after its time-out. */
    @Test
    void bringsOneMessageAgainAtATime() throws Exception {
      Agent agent =
          line -> {
            line.output("a\n");
            line.output("b\n");
            stream(line, 12, "EXIT_CODE: 0");
          };
      try (FarEnd farEnd = FarEnd.start(agent, Weather.losing(0, 1), input -> false, client.time)) {
        var reading = Client.start(() -> client.read(farEnd, client.options().build()));
        Line line = farEnd.line();
        line.awaitAcknowledged(2);
        line.resend();
        client.time.advance(LATE);
        line.resend();
        line.resend();
        line.awaitAcknowledged(0);
        assertThat(line.acknowledgements()).containsExactly(2L, 0L);
        client.time.advance(LATE);
        line.resend();

        assertThat(reading.result().standardOutput()).isEqualTo("a\nb\n");
      }
    }

    /** What is written in a pause is sent later, as what was lost is. */
    @Test
    void mayPauseTheAgent() throws Exception {
      try (FarEnd farEnd = FarEnd.start(line -> {}, Weather.fine(), input -> false, client.time)) {
        var reading = Client.start(() -> client.read(farEnd, client.options().build()));
        Line line = farEnd.line();
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
      try (FarEnd farEnd =
          FarEnd.start(new ShellAgent(), Weather.fine(), input -> input == 0 || input == 2)) {
        var answering = Client.start(() -> client.shell(farEnd, "echo nonce"));
        Line line = farEnd.line();
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
      try (FarEnd farEnd = FarEnd.start(new ShellAgent(), Weather.repeating(3), input -> false)) {
        assertThat(client.shell(farEnd, "echo nonce").standardOutput()).isEqualTo("nonce\n");
        farEnd.closing();

        assertThat(farEnd.line().acknowledgements()).startsWith(0L, 0L, 0L);
      }
    }

    @Test
    void mayTurnTheOrderRound() throws Exception {
      Agent agent = new CommandAgent("a\nb\nc\nd\ne\n", "", 7);
      try (FarEnd farEnd = FarEnd.start(agent, Weather.reversing(3), input -> false)) {
        CommandOutput output = client.read(farEnd, client.options().build());

        assertThat(output.standardOutput()).isEqualTo("a\nb\nc\nd\ne\n");
        assertThat(output.exitCode()).hasValue(7);
      }
    }

    @Test
    void mayEndBeforeAllHasArrived() throws Exception {
      try (FarEnd farEnd =
          FarEnd.start(
              new CommandAgent("a\nb\nc\n", "", null), Weather.losing(1), input -> false)) {
        var reading = Client.start(() -> client.read(farEnd, client.options().build()));

        assertThat(reading.failsWith(Reason.CLOSED)).hasMessageContaining("arrived");
      }
    }
  }

  @Nested
  class Pause {
    @Test
    void keepsFromSendingAgainUntilItEnds() throws Exception {
      try (FarEnd farEnd = FarEnd.start(new ShellAgent(), Weather.fine(), input -> true)) {
        DataChannel channel = client.open(farEnd);
        Line line = farEnd.line();
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
      try (FarEnd farEnd = FarEnd.start(Agent.silent())) {
        var opening = Client.start(() -> client.open(farEnd));
        farEnd.line();
        client.time.advance(Duration.ofSeconds(21));

        opening.failsWith(Reason.AGENT_SILENT);
        assertThat(farEnd.closing()).isEqualTo(1000);
      }
    }

    @Test
    void inTheMiddleOfAHandshakeIsTheAgents() throws Exception {
      HandshakingAgent agent = new HandshakingAgent("NonInteractiveCommands", null, Agent.silent());
      try (FarEnd farEnd = FarEnd.start(agent, Weather.fine(), input -> true)) {
        var opening = Client.start(() -> client.open(farEnd));
        farEnd.line();
        client.time.advance(Duration.ofSeconds(21));

        opening.failsWith(Reason.AGENT_SILENT);
      }
    }

    @Test
    void afterThatIsTheCommands() throws Exception {
      try (FarEnd farEnd = FarEnd.start(new ShellAgent(), Weather.fine(), input -> true)) {
        DataChannel channel = client.open(farEnd);
        Line line = farEnd.line();
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
      try (FarEnd farEnd = FarEnd.start(agent, Weather.fine(), input -> true)) {
        DataChannelOptions patient = client.options().handshakeTimeout(Duration.ofDays(1)).build();
        var opening = Client.start(() -> Client.open(farEnd, patient));
        Tricks.die(farEnd.line());
        while (!opening.task().isDone()) {
          client.time.advance(LATE);
          Thread.onSpinWait();
        }

        opening.failsWith(Reason.DISCONNECTED);
      }
    }

    @Test
    void mayRefuseTheToken() throws Exception {
      try (FarEnd farEnd = FarEnd.start(new ShellAgent())) {
        StartedSession wrong =
            StartedSession.of(Client.SESSION, Client.TARGET, farEnd.url(), "another");
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
      try (FarEnd farEnd = FarEnd.start(line -> line.close(denied))) {
        var opening = Client.start(() -> client.open(farEnd));

        assertThat(opening.failsWith(Reason.CLOSED).peerText()).hasValue(denied);
      }
    }
  }

  private static void stream(Line line, int payloadType, String text) {
    line.stream(payloadType, text.getBytes(US_ASCII));
  }
}
