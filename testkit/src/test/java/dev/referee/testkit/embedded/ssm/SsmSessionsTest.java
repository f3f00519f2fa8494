package dev.referee.testkit.embedded.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.AgentFault;
import dev.referee.testkit.Fault;
import dev.referee.testkit.embedded.Desk;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.ssm.model.DocumentType;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;
import software.amazon.awssdk.services.ssm.model.Session;
import software.amazon.awssdk.services.ssm.model.SessionState;
import software.amazon.awssdk.services.ssm.model.SessionStatus;
import software.amazon.awssdk.services.ssm.model.StartSessionResponse;
import software.amazon.awssdk.services.ssm.model.TargetNotConnectedException;

/** Tests of sessions, from start to end, against the behaviour of Systems Manager. */
class SsmSessionsTest {
  private static final String COMMAND = "AWS-StartNonInteractiveCommand";

  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    desk.close();
  }

  private StartSessionResponse start(String id) {
    return desk.ssm.startSession(r -> r.target(id));
  }

  private StartSessionResponse start(String id, String command) {
    return desk.ssm.startSession(
        r ->
            r.target(id)
                .documentName(COMMAND)
                .parameters(
                    Map.of("command", List.of(command), "separateOutputStream", List.of("true"))));
  }

  private TestClient open(StartSessionResponse started) {
    return TestClient.open(desk.account, started.streamUrl(), started.tokenValue());
  }

  private List<Session> active() {
    return desk.ssm.describeSessions(r -> r.state(SessionState.ACTIVE)).sessions();
  }

  private void prefer(String inputs) {
    desk.ssm.createDocument(
        r ->
            r.name(SsmSessions.PREFERENCES)
                .documentType(DocumentType.SESSION)
                .content(
                    "{\"schemaVersion\":\"1.0\",\"sessionType\":\"Standard_Stream\",\"inputs\":{"
                        + inputs
                        + "}}"));
  }

  @Nested
  class Starting {
    @Test
    void isRefusedWithoutAConnection() {
      String id = desk.run(r -> {});
      assertThatThrownBy(() -> start(id))
          .isInstanceOf(TargetNotConnectedException.class)
          .hasMessageContaining(id + " is not connected");
    }

    @Test
    void isRefusedForADocumentThatIsNone() {
      String id = desk.good();
      assertThatThrownBy(
              () -> desk.ssm.startSession(r -> r.target(id).documentName("AWS-RunShellScript")))
          .isInstanceOf(InvalidDocumentException.class);
    }

    @Test
    void showsInTheListUntilItIsTerminated() {
      String id = desk.good();
      String session = start(id).sessionId();
      assertThat(session).startsWith("owner-0");
      assertThat(active()).singleElement().extracting(Session::sessionId).isEqualTo(session);

      desk.ssm.terminateSession(r -> r.sessionId(session));
      assertThat(active()).isEmpty();
      assertThat(desk.ssm.describeSessions(r -> r.state(SessionState.HISTORY)).sessions())
          .singleElement()
          .extracting(Session::status)
          .isEqualTo(SessionStatus.TERMINATED);
    }

    @Test
    void endsAfterTheIdleTimeout() {
      start(desk.good());
      desk.passMinutes(21);
      assertThat(active()).isEmpty();
    }
  }

  @Nested
  class Opening {
    @Test
    void answersACommandAndEnds() {
      String id = desk.good();
      try (TestClient client = open(start(id, "sh -c 'echo nonce-4711; exit 3'"))) {
        client.shakeHands();
        assertThat(client.untilClosed()).isEmpty();
        assertThat(client.output()).isEqualTo("nonce-4711\n");
        assertThat(client.exitCode()).isEqualTo("EXIT_CODE: 3");
      }
      assertThat(active()).isEmpty();
      assertThat(desk.account.calls())
          .extracting(call -> call.service() + ":" + call.operation())
          .contains("ssmmessages:OpenDataChannel");
    }

    @Test
    void givesAShell() {
      String id = desk.good();
      try (TestClient client = open(start(id))) {
        client.say(3, "{\"cols\":80,\"rows\":24}");
        client.say(1, "whoami\r");
        assertThat(client.until("ssm-user")).contains("$ ");
      }
      assertThat(active()).hasSize(1);
    }

    @Test
    void isRefusedUnsignedAndByTheWrongToken() {
      StartSessionResponse started = start(desk.good());
      assertThat(TestClient.refusal(started.streamUrl())).isEqualTo(403);
      try (TestClient client =
          TestClient.open(desk.account, started.streamUrl(), started.tokenValue() + "0")) {
        assertThat(client.closing()).isEqualTo(1008);
      }
    }

    @Test
    void isDeniedAsOtherCallsAre() {
      StartSessionResponse started = start(desk.good());
      desk.account.inject(Fault.throttle().on("ssmmessages", "OpenDataChannel").times(1));
      assertThat(TestClient.refusal(desk.account, started.streamUrl())).isEqualTo(429);
      open(started).close();
    }

    @Test
    void resumesByAnotherToken() {
      String id = desk.good();
      StartSessionResponse first = start(id);
      var second = desk.ssm.resumeSession(r -> r.sessionId(first.sessionId()));
      try (TestClient old = open(first)) {
        assertThat(old.closing()).isEqualTo(1008);
      }
      try (TestClient client =
          TestClient.open(desk.account, second.streamUrl(), second.tokenValue())) {
        assertThat(client.until("$ ")).isNotEmpty();
      }
    }

    @Test
    void endsWhenItIsTerminated() {
      StartSessionResponse started = start(desk.good());
      try (TestClient client = open(started)) {
        client.until("$ ");
        desk.ssm.terminateSession(r -> r.sessionId(started.sessionId()));
        assertThat(client.untilClosed()).isEmpty();
      }
    }

    @Test
    void failsWhenTheRoleMayNotOpenDataChannels() {
      desk.profile("half");
      desk.allow(
          "half",
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:OpenControlChannel");
      String id = desk.run(r -> r.iamInstanceProfile(p -> p.name("half")));
      try (TestClient client = open(start(id))) {
        assertThat(client.untilClosed()).contains("CreateDataChannel failed", "Unauthorized");
      }
    }
  }

  @Nested
  class Preferences {
    @Test
    void mayNameAUserWhoIsNotThere() {
      prefer("\"runAsEnabled\":true,\"runAsDefaultUser\":\"nobody-home\"");
      try (TestClient client = open(start(desk.good()))) {
        assertThat(client.untilClosed())
            .isEqualTo(
                "\n----------ERROR-------\nUnable to start command: failed to start pty since RunAs"
                    + " user nobody-home does not exist\n");
      }
    }

    @Test
    void mayWantLogsThatTheRoleMayNotCheck() {
      prefer("\"s3BucketName\":\"logs\",\"s3EncryptionEnabled\":true");
      String id = desk.good();
      try (TestClient client = open(start(id))) {
        assertThat(client.untilClosed())
            .contains("unable to validate encryption on Amazon S3 bucket");
      }
      desk.allow("managed", "s3:GetEncryptionConfiguration");
      try (TestClient client = open(start(id))) {
        assertThat(client.until("$ ")).isNotEmpty();
      }
    }

    @Test
    void askForEncryptionThatTheRoleMayNotDo() {
      String key = desk.kms.createKey().keyMetadata().keyId();
      prefer("\"kmsKeyId\":\"" + key + "\"");
      String id = desk.good();
      StartSessionResponse started = start(id);
      try (TestClient client = open(started)) {
        client.shakeHands(desk.kms, key, started.sessionId(), id);
        assertThat(client.untilClosed())
            .contains("Fetching data key failed", "AccessDeniedException", "kms:Decrypt");
      }
    }

    @Test
    void encryptTheirContent() {
      String key = desk.kms.createKey().keyMetadata().keyId();
      prefer("\"kmsKeyId\":\"" + key + "\"");
      String id = desk.good();
      desk.allow("managed", "kms:Decrypt");
      StartSessionResponse started = start(id);
      try (TestClient client = open(started)) {
        client.shakeHands(desk.kms, key, started.sessionId(), id);
        assertThat(client.until(8)).contains("Challenge");
      }
    }

    @Test
    void countAsTheDefaultVersionHasThem() {
      String id = desk.good();
      prefer("\"runAsEnabled\":true,\"runAsDefaultUser\":\"nobody-home\"");
      desk.ssm.updateDocument(
          r ->
              r.name(SsmSessions.PREFERENCES)
                  .documentVersion("$LATEST")
                  .content(
                      "{\"schemaVersion\":\"1.0\",\"sessionType\":\"Standard_Stream\",\"inputs\":{}}"));
      try (TestClient client = open(start(id))) {
        assertThat(client.untilClosed()).contains("nobody-home");
      }
      desk.ssm.updateDocumentDefaultVersion(
          r -> r.name(SsmSessions.PREFERENCES).documentVersion("2"));
      try (TestClient client = open(start(id))) {
        assertThat(client.until("$ ")).isNotEmpty();
      }
    }
  }

  @Nested
  class Misbehaving {
    @ParameterizedTest
    @EnumSource(
        value = AgentFault.class,
        names = {"DROPS", "REPEATS", "REORDERS"})
    void losesNothingInTheEnd(AgentFault how) {
      String id = desk.good();
      desk.account.agentMisbehaves(id, how);
      try (TestClient client = open(start(id, "sh -c 'echo one; echo two; echo three'"))) {
        client.shakeHands();
        assertThat(client.untilExit()).isEqualTo("EXIT_CODE: 0");
        assertThat(client.output()).isEqualTo("one\ntwo\nthree\n");
      }
    }

    @Test
    void refusesAndThenBehaves() {
      String id = desk.good();
      desk.account.agentMisbehaves(id, AgentFault.REFUSES);
      try (TestClient client = open(start(id))) {
        assertThat(client.untilClosed()).contains("Plugin with name Standard_Stream not found");
      }
      desk.account.agentBehaves(id);
      try (TestClient client = open(start(id))) {
        assertThat(client.until("$ ")).isNotEmpty();
      }
    }

    @Test
    void diesInTheHandshake() {
      String id = desk.good();
      desk.account.agentMisbehaves(id, AgentFault.DIES_IN_HANDSHAKE);
      try (TestClient client = open(start(id))) {
        assertThat(client.closing()).isEqualTo(1006);
      }
    }

    @Test
    void floods() {
      String id = desk.good();
      desk.account.agentMisbehaves(id, AgentFault.FLOODS);
      try (TestClient client = open(start(id))) {
        assertThat(client.until("flood flood")).isNotEmpty();
      }
    }

    @Test
    void isStoppedAndStartedByHand() {
      String id = desk.good();
      desk.account.stopAgent(id);
      assertThat(desk.connection(id)).isEqualTo("notconnected");
      desk.passMinutes(11);
      assertThat(desk.ping(id)).isEqualTo("ConnectionLost");

      desk.account.restartAgent(id);
      desk.passMinutes(1);
      assertThat(desk.connection(id)).isEqualTo("connected");
    }
  }

  @Nested
  class Keys {
    @Test
    void openWhatTheySealed() {
      String key = desk.kms.createKey().keyMetadata().keyId();
      desk.kms.createAlias(r -> r.aliasName("alias/sessions").targetKeyId(key));
      Map<String, String> context = Map.of("for", "a session");
      var made =
          desk.kms.generateDataKey(
              r ->
                  r.keyId("alias/sessions")
                      .keySpec(DataKeySpec.AES_256)
                      .encryptionContext(context));
      SdkBytes plain =
          desk.kms
              .decrypt(r -> r.ciphertextBlob(made.ciphertextBlob()).encryptionContext(context))
              .plaintext();
      assertThat(plain).isEqualTo(made.plaintext());
      assertThat(plain.asByteArray()).hasSize(32);
      assertThatThrownBy(() -> desk.kms.decrypt(r -> r.ciphertextBlob(made.ciphertextBlob())))
          .isInstanceOf(KmsException.class)
          .extracting(e -> ((KmsException) e).awsErrorDetails().errorCode())
          .isEqualTo("InvalidCiphertextException");
    }

    @Test
    void areOfNoUseWhenTheyAreDisabled() {
      String key = desk.kms.createKey().keyMetadata().keyId();
      desk.kms.disableKey(r -> r.keyId(key));
      assertThat(desk.kms.describeKey(r -> r.keyId(key)).keyMetadata().enabled()).isFalse();
      assertThatThrownBy(
              () -> desk.kms.generateDataKey(r -> r.keyId(key).keySpec(DataKeySpec.AES_256)))
          .isInstanceOf(KmsException.class)
          .hasMessageContaining("is disabled");
    }

    @Test
    void areKnownByIdAliasAndArn() {
      var made = desk.kms.createKey(r -> r.description("of sessions")).keyMetadata();
      desk.kms.createAlias(r -> r.aliasName("alias/sessions").targetKeyId(made.keyId()));
      String aliasArn = desk.kms.listAliases().aliases().get(0).aliasArn();
      for (String name : Set.of(made.keyId(), made.arn(), "alias/sessions", aliasArn)) {
        assertThat(desk.kms.describeKey(r -> r.keyId(name)).keyMetadata().arn())
            .isEqualTo(made.arn());
      }
    }
  }
}
