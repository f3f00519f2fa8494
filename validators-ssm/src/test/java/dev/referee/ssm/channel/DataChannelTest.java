package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.referee.testkit.sessionserver.Agent;
import dev.referee.testkit.sessionserver.AgentChannel;
import dev.referee.testkit.sessionserver.AgentMessage;
import dev.referee.testkit.sessionserver.ChannelFaults;
import dev.referee.testkit.sessionserver.CommandAgent;
import dev.referee.testkit.sessionserver.HandshakingAgent;
import dev.referee.testkit.sessionserver.SessionServer;
import dev.referee.testkit.sessionserver.ShellAgent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the channel with a server that follows the protocol. */
class DataChannelTest {
  private final Client client = new Client();

  @Nested
  class Shell {
    @Test
    void answersACommandWithoutEchoAndPrompt() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent())) {
        assertThat(client.shell(server, "echo nonce-4711").standardOutput())
            .isEqualTo("nonce-4711\n");
        assertThat(server.complaints()).isEmpty();
      }
    }

    @Test
    void answersOneCommandAfterTheOther() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent());
          DataChannel channel = client.open(server)) {
        assertThat(channel.runInShell("echo one; echo two").standardOutput())
            .isEqualTo("one\ntwo\n");
        assertThat(channel.runInShell("three").standardOutput())
            .isEqualTo("sh: three: command not found\n");
      }
    }

    @Test
    void sendsTheSizeOfTheTerminalFirstAndNumbersFromZero() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent())) {
        client.shell(server, "echo " + "long ".repeat(300));

        List<AgentMessage> inputs = server.line().inputs();
        assertThat(inputs).extracting(it -> it.payloadType).containsExactly(3, 1, 1);
        assertThat(inputs).extracting(it -> it.sequence).containsExactly(0L, 1L, 2L);
        assertThat(inputs).extracting(it -> it.payload.length).allMatch(it -> it <= 1024);
        assertThat(inputs.get(0).payload).asString().contains("\"cols\":300", "\"rows\":100");
      }
    }

    @Test
    void acknowledgesAllThatItRead() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent())) {
        client.shell(server, "echo nonce");
        server.closing();

        assertThat(server.line().acknowledgements()).startsWith(0L, 1L, 2L, 3L, 4L);
      }
    }

    /**
     * The behaviour of older agents: input before the shell has started is acknowledged and lost.
     */
    @Test
    void isNotTypedToBeforeItIsThere() throws Exception {
      ShellAgent shell = new ShellAgent();
      AtomicBoolean started = new AtomicBoolean();
      Agent late =
          new Agent() {
            @Override
            public void connected(AgentChannel line) {}

            @Override
            public boolean input(AgentChannel line, int payloadType, byte[] payload) {
              return !started.get() || shell.input(line, payloadType, payload);
            }
          };
      try (SessionServer server =
              SessionServer.start(new HandshakingAgent("Standard_Stream", null, late));
          DataChannel channel = client.open(server)) {
        var answering = Client.start(() -> channel.runInShell("echo nonce"));
        AgentChannel line = server.line();
        Client.awaitRead(line, 2);
        client.time.advance(Duration.ofSeconds(2));
        Client.awaitRead(line, 3);
        assertThat(line.inputs()).extracting(it -> it.payloadType).containsExactly(6);
        started.set(true);
        shell.connected(line);

        assertThat(answering.result().standardOutput()).isEqualTo("nonce\n");
      }
    }

    @ParameterizedTest
    @CsvSource({"60000, 4000", "2000, 1800"})
    void isTypedToAfterAWhileWithoutAPrompt(int limit, int waited) throws Exception {
      DataChannelOptions options =
          client.options().commandTimeout(Duration.ofMillis(limit)).build();
      ShellAgent shell = new ShellAgent();
      Agent mute =
          new Agent() {
            @Override
            public void connected(AgentChannel line) {}

            @Override
            public boolean input(AgentChannel line, int payloadType, byte[] payload) {
              return shell.input(line, payloadType, payload);
            }
          };
      try (SessionServer server =
              SessionServer.start(new HandshakingAgent("Standard_Stream", null, mute));
          DataChannel channel = Client.open(server, options)) {
        var answering = Client.start(() -> channel.runInShell("echo nonce"));
        Client.awaitRead(server.line(), 2);
        client.time.advance(Duration.ofMillis(waited));

        assertThat(answering.result().standardOutput()).isEqualTo("nonce\n");
      }
    }

    /** The output of a console on Windows: colours, cleared lines, cursor movements. */
    @Test
    void mayWriteThroughAConsole() throws Exception {
      Agent console =
          new Agent() {
            @Override
            public void connected(AgentChannel line) {
              line.output(
                  "\u001b[?25l\u001b[2J\u001b[m\u001b[HPS C:\\Windows\\system32> \u001b[?25h");
            }

            @Override
            public boolean input(AgentChannel line, int payloadType, byte[] payload) {
              String typed = new String(payload, UTF_8);
              if (payloadType == 1 && typed.endsWith("\r")) {
                line.output(typed.strip() + "\u001b[0K\u001b[5;1H");
                String answer =
                    new dev.referee.testkit.sessionserver.Shell("ssm-user", "it")
                        .run(typed.strip())
                        .standardOutput();
                line.output(answer.replace("\n", "\u001b[0m\u001b[0K\r\n\u001b[?25l"));
              }
              return true;
            }
          };
      try (SessionServer server = SessionServer.start(console)) {
        assertThat(client.shell(server, "echo nonce").standardOutput()).isEqualTo("nonce\n");
      }
    }

    @Test
    void takesOneLineOnly() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent());
          DataChannel channel = client.open(server)) {
        assertThatIllegalArgumentException().isThrownBy(() -> channel.runInShell("echo\recho"));
      }
    }
  }

  @Nested
  class Command {
    @Test
    void isReadToItsEnd() throws Exception {
      CommandAgent agent = new CommandAgent("one\ntwo\n", "careful\n", 3);
      try (SessionServer server =
          SessionServer.start(new HandshakingAgent("NonInteractiveCommands", null, agent))) {
        CommandOutput output = client.read(server, client.options().build());

        assertThat(output.standardOutput()).isEqualTo("one\ntwo\n");
        assertThat(output.standardError()).isEqualTo("careful\n");
        assertThat(output.exitCode()).hasValue(3);
        assertThat(output.closingText()).isEmpty();
        assertThat(server.complaints()).isEmpty();
      }
    }

    @Test
    void endsWithoutAnExitCodeWhenTheSessionIsClosed() throws Exception {
      CommandAgent agent = new CommandAgent("Öffnung\n", "", null);
      try (SessionServer server =
          SessionServer.start(new HandshakingAgent("InteractiveCommands", null, agent))) {
        CommandOutput output = client.read(server, client.options().build());

        assertThat(output.standardOutput()).isEqualTo("Öffnung\n");
        assertThat(output.exitCode()).isEmpty();
      }
    }

    @Test
    void reportsTheOutputIfItCouldNotBegin() throws Exception {
      try (SessionServer server =
          SessionServer.start(
              new HandshakingAgent(
                  "NonInteractiveCommands", null, line -> line.close("RunAs user is missing")))) {
        assertThat(client.read(server, client.options().build()).closingText())
            .hasValue("RunAs user is missing");
      }
    }
  }

  @Nested
  class Opening {
    @Test
    void showsTheTokenInItsFirstWords() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent());
          DataChannel channel = client.open(server)) {
        assertThat(channel.agentVersion()).isEmpty();
        assertThat(server.firstWords().keySet())
            .containsExactly(
                "MessageSchemaVersion", "RequestId", "TokenValue", "ClientId", "ClientVersion");
      }
    }

    @Test
    void needsNoSchedulerOfOthers() throws Exception {
      DataChannelOptions options =
          DataChannelOptions.builder()
              .clock(client.time)
              .openTimeout(Client.PATIENCE)
              .handshakeTimeout(Client.PATIENCE)
              .commandTimeout(Client.PATIENCE)
              .allowPlaintext()
              .build();
      try (SessionServer server = SessionServer.start(new ShellAgent());
          DataChannel channel = Client.open(server, options)) {
        assertThat(channel.runInShell("echo nonce").standardOutput()).isEqualTo("nonce\n");
      }
    }

    @Test
    void answersPingsWhileItWorks() throws Exception {
      try (SessionServer server = SessionServer.start(line -> {})) {
        var reading = Client.start(() -> client.read(server, client.options().build()));
        AgentChannel line = server.line();
        line.ping();
        line.output("nonce\n");
        line.close("");
        assertThat(reading.result().standardOutput()).isEqualTo("nonce\n");
      }
    }

    @Test
    void putsAMessageTogetherThatComesInManyFrames() throws Exception {
      try (SessionServer server =
          SessionServer.start(
              line -> {
                ChannelFaults.outputByteByByte(line, "in pieces");
                line.close("");
              })) {
        assertThat(client.read(server, client.options().build()).standardOutput())
            .isEqualTo("in pieces");
      }
    }
  }

  @Nested
  class Closing {
    @Test
    void closesOnce() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent())) {
        DataChannel channel = client.open(server);
        channel.close();
        channel.close();

        assertThat(server.closing()).isEqualTo(1000);
        assertThatIllegalStateException().isThrownBy(channel::readToEnd);
      }
    }

    @Test
    void followsAnInterrupt() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent())) {
        var reading = Client.start(() -> client.read(server, client.options().build()));
        server.line();
        reading.thread().interrupt();

        assertThat(reading.failure()).isInstanceOf(InterruptedException.class);
        assertThat(server.closing()).isEqualTo(1000);
      }
    }

    @Test
    void endsWhatAnotherThreadDoes() throws Exception {
      try (SessionServer server = SessionServer.start(new ShellAgent());
          DataChannel channel = client.open(server)) {
        var reading = Client.start(channel::readToEnd);
        channel.close();

        assertThat(reading.failure())
            .isInstanceOfAny(DataChannelException.class, IllegalStateException.class);
      }
    }
  }

  @Test
  void keepsItsSecrets() {
    DataKey key = DataKey.of(new byte[DataKeys.LENGTH], new byte[] {65, 66, 67});
    assertThat(Client.session("wss://host/path?X-Amz-Signature=0123"))
        .asString()
        .isEqualTo("StartedSession{jo-0123456789abcdef0 to i-0123456789abcdef0}");
    assertThat(key).asString().isEqualTo("DataKey{}");
    assertThatIllegalArgumentException().isThrownBy(() -> DataKey.of(new byte[32], new byte[0]));
  }
}
