package dev.referee.ssm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.ssm.channel.DataChannelException.Reason;
import dev.referee.testkit.sessionserver.CommandAgent;
import dev.referee.testkit.sessionserver.HandshakingAgent;
import dev.referee.testkit.sessionserver.SessionServer;
import dev.referee.testkit.sessionserver.ShellAgent;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the handshake with agents that request a session type or encryption. */
class HandshakeTest {
  private static final byte[] CIPHERTEXT = {1, 2, 3, 4};

  private final Client client = new Client();
  private final byte[] dataKey = new byte[DataKeys.LENGTH];

  HandshakeTest() {
    new Random(20261122).nextBytes(dataKey);
  }

  private byte[] decrypt(byte[] ciphertext) {
    assertThat(ciphertext).isEqualTo(CIPHERTEXT);
    return dataKey;
  }

  private static JsonNode response(HandshakingAgent agent) throws IOException {
    return new ObjectMapper().readTree(agent.response());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Standard_Stream", "InteractiveCommands", "NonInteractiveCommands"})
  void consentsToATypeOfSession(String type) throws Exception {
    HandshakingAgent agent =
        new HandshakingAgent(type, null, new CommandAgent("nonce\n", "", null));
    try (SessionServer server = SessionServer.start(agent);
        DataChannel channel = client.open(server)) {
      assertThat(channel.agentVersion()).hasValue("3.3.987.0");
      assertThat(channel.readToEnd().standardOutput()).isEqualTo("nonce\n");

      JsonNode action = response(agent).path("ProcessedClientActions").path(0);
      assertThat(action.path("ActionType").asText()).isEqualTo("SessionType");
      assertThat(action.path("ActionStatus").asInt()).isEqualTo(1);
      assertThat(response(agent).path("Errors").isNull()).isTrue();
      assertThat(response(agent).path("ClientVersion").asText()).isEqualTo("1.2.764.0");
    }
  }

  @Test
  void refusesToForwardAPort() throws Exception {
    HandshakingAgent agent = new HandshakingAgent("Port", null, line -> {});
    try (SessionServer server = SessionServer.start(agent)) {
      Client.start(() -> client.open(server)).failsWith(Reason.UNSUPPORTED);

      server.closing();
      JsonNode action = response(agent).path("ProcessedClientActions").path(0);
      assertThat(action.path("ActionStatus").asInt()).isEqualTo(2);
      assertThat(response(agent).path("Errors")).hasSize(1);
    }
  }

  @Nested
  class Encryption {
    private final AtomicReference<Map<String, String>> context = new AtomicReference<>();

    private DataKey generate(String kmsKeyId, Map<String, String> encryptionContext) {
      assertThat(kmsKeyId).isEqualTo("alias/session");
      context.set(encryptionContext);
      return DataKey.of(dataKey, CIPHERTEXT);
    }

    @Test
    void encryptsTheOutput() throws Exception {
      HandshakingAgent agent =
          new HandshakingAgent("Standard_Stream", it -> decrypt(it), new ShellAgent());
      try (SessionServer server = SessionServer.start(agent);
          DataChannel channel =
              Client.open(server, client.options().dataKeys(this::generate).build())) {
        assertThat(channel.runInShell("echo nonce").standardOutput()).isEqualTo("nonce\n");

        assertThat(context.get())
            .containsOnly(
                Map.entry("aws:ssm:SessionId", Client.SESSION),
                Map.entry("aws:ssm:TargetId", Client.TARGET),
                Map.entry("aws:ssm:RandomChallenge", "cmFuZG9tIGNoYWxsZW5nZQ=="));
        assertThat(result(agent).path("ChallengeAcknowledgement").asBoolean()).isTrue();
        assertThat(server.line().inputs())
            .filteredOn(it -> it.payloadType == 1)
            .noneSatisfy(it -> assertThat(it.payload).asString().contains("echo"));
        assertThat(server.complaints()).isEmpty();
      }
    }

    @Test
    void hidesBothStreamsAndTheExitCode() throws Exception {
      HandshakingAgent agent =
          new HandshakingAgent(
              "NonInteractiveCommands", it -> decrypt(it), new CommandAgent("o\n", "e\n", 9));
      try (SessionServer server = SessionServer.start(agent)) {
        CommandOutput output =
            client.read(server, client.options().dataKeys(this::generate).build());

        assertThat(output.standardOutput()).isEqualTo("o\n");
        assertThat(output.standardError()).isEqualTo("e\n");
        assertThat(output.exitCode()).hasValue(9);
      }
    }

    @Test
    void needsKeys() throws Exception {
      HandshakingAgent agent =
          new HandshakingAgent("Standard_Stream", it -> decrypt(it), new ShellAgent());
      try (SessionServer server = SessionServer.start(agent)) {
        Client.start(() -> client.open(server)).failsWith(Reason.ENCRYPTION);
      }
    }

    @Test
    void reportsAMissingKeyToBothSides() throws Exception {
      IllegalStateException denied = new IllegalStateException("kms:GenerateDataKey is denied");
      HandshakingAgent agent =
          new HandshakingAgent("Standard_Stream", it -> decrypt(it), new ShellAgent());
      DataKeys none =
          (kmsKeyId, encryptionContext) -> {
            throw denied;
          };
      try (SessionServer server = SessionServer.start(agent)) {
        var opening =
            Client.start(() -> Client.open(server, client.options().dataKeys(none).build()));

        assertThat(opening.failsWith(Reason.ENCRYPTION)).hasCause(denied);
        server.closing();
        assertThat(agent.response()).doesNotContain("GenerateDataKey");
        assertThat(response(agent).path("Errors")).hasSize(1);
      }
    }

    @Test
    void endsIfTheKeysDiffer() throws Exception {
      byte[] another = Arrays.copyOf(new byte[] {42}, DataKeys.LENGTH);
      HandshakingAgent agent =
          new HandshakingAgent("Standard_Stream", it -> another, new ShellAgent());
      try (SessionServer server = SessionServer.start(agent)) {
        Client.start(() -> Client.open(server, client.options().dataKeys(this::generate).build()))
            .failsWith(Reason.ENCRYPTION);
      }
    }

    private JsonNode result(HandshakingAgent agent) throws IOException {
      return response(agent).path("ProcessedClientActions").path(1).path("ActionResult");
    }
  }
}
