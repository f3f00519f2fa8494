package dev.referee.testkit.embedded.ssm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Maps;
import com.google.common.primitives.Ints;
import dev.referee.testkit.embedded.Desk;
import dev.referee.testkit.embedded.ec2.Images;
import dev.referee.testkit.sessionserver.AgentMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.model.DocumentIdentifier;
import software.amazon.awssdk.services.ssm.model.DocumentKeyValuesFilter;
import software.amazon.awssdk.services.ssm.model.DocumentType;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;
import software.amazon.awssdk.services.ssm.model.Session;
import software.amazon.awssdk.services.ssm.model.SessionState;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.StartSessionResponse;

/** Tests of session behaviour against that of amazon-ssm-agent 3.3, message by message. */
class SessionBehaviourTest {
  private static final String PROGRAM = "AWS-StartNonInteractiveCommand";

  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    desk.close();
  }

  private TestClient open(String id) {
    return open(desk.ssm.startSession(r -> r.target(id)));
  }

  private TestClient open(String id, String document, Map<String, String> parameters) {
    return open(
        desk.ssm.startSession(
            r ->
                r.target(id)
                    .documentName(document)
                    .parameters(Maps.transformValues(parameters, List::of))));
  }

  private TestClient open(StartSessionResponse started) {
    return TestClient.open(desk.account, started.streamUrl(), started.tokenValue());
  }

  private void prefer(String inputs) {
    document(
        SsmSessions.PREFERENCES,
        "{\"schemaVersion\":\"1.0\",\"sessionType\":\"Standard_Stream\",\"inputs\":{"
            + inputs
            + "}}");
  }

  private void document(String name, String content) {
    desk.ssm.createDocument(r -> r.name(name).documentType(DocumentType.SESSION).content(content));
  }

  private List<Session> sessions(SessionState state) {
    return desk.ssm.describeSessions(r -> r.state(state)).sessions();
  }

  @Nested
  class AConsole {
    @Test
    void writesWhatIsTypedAgainAndEndsByExit() {
      desk.goodProfile("managed");
      String id =
          desk.run(r -> r.imageId(Images.WINDOWS).iamInstanceProfile(p -> p.name("managed")));
      try (TestClient client = open(id)) {
        client.type("echo a\"\"b c\r");
        assertThat(client.until("c\u001b[0m\u001b[0K\r\n"))
            .contains("PS C:\\Windows\\system32> echo a\"\"b c")
            .contains("ab\u001b[0m\u001b[0K\r\n");
        client.type("exit\r");
        assertThat(client.untilClosed()).isEmpty();
      }
    }
  }

  @Nested
  class ATerminal {
    @Test
    void acceptsInputBeforeTheTerminalSize() {
      try (TestClient client = open(desk.good())) {
        client.type("whoami\r");
        assertThat(client.until("ssm-user\r\n")).contains("$ whoami\r\n");
        client.untilAcknowledged(0);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n"})
    void endsALineByEither(String end) {
      try (TestClient client = open(desk.good())) {
        client.type("echo one" + end + "echo two" + end);
        assertThat(client.until("\rtwo\r\n")).contains("\rone\r\n");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\b", "\u007f"})
    void takesBackACharacter(String key) {
      try (TestClient client = open(desk.good())) {
        client.type("echo nonceX" + key + "\r");
        assertThat(client.until("\rnonce\r\n")).contains("echo nonceX\b \b\r\n");
      }
    }

    @Test
    void givesUpALineByControlC() {
      try (TestClient client = open(desk.good())) {
        client.type("echo lost\u0003echo kept\r");
        assertThat(client.until("\rkept\r\n"))
            .contains("echo lost^C\r\n\u001b[?2004hsh-5.2$ echo kept")
            .doesNotContain("\rlost");
      }
    }

    @Test
    void takesBackALineByControlU() {
      try (TestClient client = open(desk.good())) {
        client.type("lost\u0015echo kept\r");
        assertThat(client.until("\rkept\r\n")).contains("lost" + "\b \b".repeat(4) + "echo kept");
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit\r", "exit 3\n", "exit x\n", "\u0004"})
    void endsTheSessionWithItsShell(String typed) {
      try (TestClient client = open(desk.good())) {
        client.until("$ ");
        client.type(typed);
        assertThat(client.untilClosed()).isEmpty();
        assertThat(client.output()).endsWith("exit\r\n");
      }
      assertThat(sessions(SessionState.ACTIVE)).isEmpty();
      assertThat(sessions(SessionState.HISTORY)).hasSize(1);
    }

    @Test
    void doesNotEndByControlDInTheMiddleOfALine() {
      try (TestClient client = open(desk.good())) {
        client.type("echo still\u0004 here\r");
        assertThat(client.until("\rstill here\r\n")).isNotEmpty();
      }
    }

    @Test
    void showsBothStreams() {
      try (TestClient client = open(desk.good())) {
        client.type("echo one; missing; echo two\r");
        assertThat(client.until("not found\r\ntwo\r\n"))
            .contains("\rone\r\nsh: missing: command not found\r\ntwo\r\n");
      }
    }

    @Test
    void isTypedAShellProfileFirst() {
      prefer("\"shellProfile\":{\"linux\":\"echo wel; echo come\"}");
      try (TestClient client = open(desk.good())) {
        assertThat(client.until("come\r\n\u001b[?2004hsh-5.2$ ")).contains("\rwel\r\n");
      }
    }

    @Test
    void endsByAProfileThatExits() {
      prefer("\"shellProfile\":{\"linux\":\"exit\"}");
      try (TestClient client = open(desk.good())) {
        assertThat(client.untilClosed()).isEmpty();
      }
    }

    @Test
    void hasThePromptOfItsSystem() {
      desk.goodProfile("managed");
      String id =
          desk.run(r -> r.imageId(Images.UBUNTU).iamInstanceProfile(p -> p.name("managed")));
      try (TestClient client = open(id)) {
        client.type("exit\r");
        client.untilClosed();
        assertThat(client.output()).isEqualTo("$ exit\r\n");
      }
    }

    @Test
    void runsAsRootIfThePreferencesSaySo() {
      prefer("\"runAsEnabled\":true,\"runAsDefaultUser\":\"root\"");
      try (TestClient client = open(desk.good())) {
        client.type("id\r");
        assertThat(client.until("uid=0(root)")).contains("sh-5.2# ");
      }
    }
  }

  @Nested
  class AProgram {
    @Test
    void runsWithoutAShell() {
      try (TestClient client = open(desk.good(), PROGRAM, Map.of("command", "whoami; id"))) {
        client.shakeHands();
        assertThat(client.untilClosed())
            .contains(
                "----------ERROR-------",
                "Error occurred starting the command",
                "exec: \"whoami;\": executable file not found in $PATH");
        assertThat(client.output()).contains("\"whoami;\": executable file not found");
        assertThat(client.exitCode()).isNull();
      }
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "echo a && echo b|a && echo b",
          "echo 'a  b' # no more|a  b",
          "bash -c 'whoami; echo b'|ssm-user,b",
          "/usr/bin/echo c|c"
        })
    void splitsItsLineAsExecDoes(String command, String output) {
      try (TestClient client = open(desk.good(), PROGRAM, Map.of("command", command))) {
        client.shakeHands();
        client.untilClosed();
        assertThat(client.output()).isEqualTo(output.replace(",", "\n") + "\n");
      }
    }

    @Test
    void hasItsStreamsInOneAndNoExitCode() {
      String command = "sh -c 'echo one; missing; exit 3'";
      try (TestClient client = open(desk.good(), PROGRAM, Map.of("command", command))) {
        client.shakeHands();
        assertThat(client.untilClosed()).isEmpty();
        assertThat(client.output()).isEqualTo("one\nsh: missing: command not found\n");
        assertThat(client.error()).isEmpty();
        assertThat(client.exitCode()).isNull();
      }
    }

    @Test
    void hasItsStreamsApartIfThatIsAskedFor() {
      Map<String, String> parameters =
          Map.of(
              "command", "sh -c 'echo one; missing; exit 3'",
              "separateOutputStream", "true",
              "stderrSeparatorPrefix", "STDERR:");
      try (TestClient client = open(desk.good(), PROGRAM, parameters)) {
        client.shakeHands();
        assertThat(client.untilClosed()).isEmpty();
        assertThat(client.output()).isEqualTo("one\n");
        assertThat(client.error()).isEqualTo("STDERR:sh: missing: command not found\n");
        assertThat(client.exitCode()).isEqualTo("EXIT_CODE: 3");
      }
    }

    @Test
    void hasTheExitCodeOneWhenItIsNotThere() {
      Map<String, String> parameters = Map.of("command", "nope", "separateOutputStream", "true");
      try (TestClient client = open(desk.good(), PROGRAM, parameters)) {
        client.shakeHands();
        assertThat(client.untilExit()).isEqualTo("EXIT_CODE: 1");
      }
    }

    @Test
    void isNotStartedWithAValueThatIsNotAllowed() {
      String id = desk.good();
      assertThatThrownBy(
              () -> open(id, PROGRAM, Map.of("command", "id", "separateOutputStream", "maybe")))
          .isInstanceOf(SsmException.class)
          .hasMessageContaining(
              "document AWS-StartNonInteractiveCommand does not support parameters.");
    }

    @Test
    void runsAsRootIfTheDocumentSaysSo() {
      document(
          "Elevated",
          "{\"schemaVersion\":\"1.0\",\"sessionType\":\"NonInteractiveCommands\","
              + "\"properties\":{\"linux\":{\"commands\":\"whoami\",\"runAsElevated\":true}}}");
      try (TestClient client = open(desk.good(), "Elevated", Map.of())) {
        client.shakeHands();
        client.untilClosed();
        assertThat(client.output()).isEqualTo("root\n");
      }
    }
  }

  @Nested
  class ACommandOnATerminal {
    @Test
    void runsInAShellWithoutAHandshakeAndHasItsStreamsInOne() {
      try (TestClient client =
          open(
              desk.good(),
              "AWS-StartInteractiveCommand",
              Map.of("command", "whoami && echo b; missing; exit 3"))) {
        assertThat(client.untilClosed()).isEmpty();
        assertThat(client.output())
            .isEqualTo("ssm-user\r\nb\r\nsh: missing: command not found\r\n");
        assertThat(client.exitCode()).isNull();
      }
    }
  }

  @Nested
  class AHandshake {
    @Test
    void asksForTheTypeFirstAndThenForEncryption() {
      String key = desk.kms.createKey().keyMetadata().keyId();
      prefer("\"kmsKeyId\":\"" + key + "\"");
      String id = desk.good();
      desk.allow("managed", "kms:Decrypt");
      StartSessionResponse started = desk.ssm.startSession(r -> r.target(id));
      try (TestClient client = open(started)) {
        String request = client.until(5);
        assertThat(request.indexOf("SessionType")).isPositive().isLessThan(request.indexOf("KMS"));
        assertThat(request).contains("\"AgentVersion\":\"" + AgentBuild.LATEST + "\"");
      }
    }

    @Test
    void acknowledgesAndLosesWhatIsTypedBeforeItsEnd() {
      try (TestClient client =
          open(desk.good(), "AWS-StartPortForwardingSession", Map.of("portNumber", "22"))) {
        client.type("lost");
        client.shakeHandsAs("1.0.0.0");
        assertThat(client.until("SSH-2.0")).doesNotContain("lost");
        client.untilAcknowledged(0);
      }
    }

    @Test
    void failsByWhatTheClientCouldNotDo() {
      try (TestClient client = open(desk.good(), PROGRAM, Map.of("command", "id"))) {
        client.until(5);
        client.say(
            6,
            "{\"ClientVersion\":\"1.2.764.0\",\"ProcessedClientActions\":[{\"ActionType\":"
                + "\"SessionType\",\"ActionStatus\":2,\"Error\":\"too old\"}]}");
        assertThat(client.untilClosed())
            .contains(
                "Encountered error while initiating handshake."
                    + " SessionType failed on client with status 2 error: too old");
      }
    }
  }

  @Nested
  class APort {
    private static final String DOCUMENT = "AWS-StartPortForwardingSession";
    private static final String OLD_PLUGIN = "1.1.54.0";
    private static final String GET = "GET / HTTP/1.1\r\nHost: it\r\n\r\n";

    @Test
    void isForwardedOneConnectionAtATimeForAnOldPlugin() {
      try (TestClient client = open(desk.good(), DOCUMENT, Map.of("portNumber", "8080"))) {
        client.shakeHandsAs(OLD_PLUGIN);
        client.until(7);
        client.type(GET);
        assertThat(client.until("ok\n")).startsWith("HTTP/1.1 200");
        client.say(10, Ints.toByteArray(1));
        client.type(GET);
        client.until("ok\nHTTP/1.1 200");
        client.say(10, Ints.toByteArray(2));
        assertThat(client.untilClosed()).isEmpty();
      }
    }

    @Test
    void isForwardedForManyConnectionsAtATime() {
      try (TestClient client = open(desk.good(), DOCUMENT, Map.of("portNumber", "8080"))) {
        client.shakeHands();
        client.until(7);
        byte[] second = frame(2, 5, GET);
        client.say(1, frame(0, 3, ""));
        client.say(1, frame(0, 5, ""));
        client.say(1, Arrays.copyOf(second, 20));
        client.say(1, Arrays.copyOfRange(second, 20, second.length));
        client.say(1, frame(2, 3, GET));
        AgentMessage first = client.message();
        assertThat(first.payload).startsWith(1, 2).asString(US_ASCII).contains("HTTP/1.1 200");
        assertThat(first.payload[4]).isEqualTo((byte) 5);
        assertThat(client.message().payload[4]).isEqualTo((byte) 3);
      }
    }

    @Test
    void isNotThereWhenNobodyListens() {
      String id = desk.good();
      desk.account.serviceDown(id);
      try (TestClient client = open(id, DOCUMENT, Map.of("portNumber", "8080"))) {
        client.shakeHands();
        client.until(7);
        client.say(1, frame(0, 3, ""));
        assertThat(client.until(10)).isEqualTo("\0\0\0\u0003");
        assertThat(client.message().payload).startsWith(1, 1, 0, 0, 3);
      }
      try (TestClient client = open(id, DOCUMENT, Map.of("portNumber", "8080"))) {
        client.shakeHandsAs(OLD_PLUGIN);
        assertThat(client.untilClosed()).contains("Unable to connect to specified port");
      }
    }

    @Test
    void mayBeAnotherServersThatItsGroupsLetIn() {
      String id = desk.good();
      String other = desk.run(r -> {});
      String address =
          desk.ec2
              .describeInstances(r -> r.instanceIds(other))
              .reservations()
              .get(0)
              .instances()
              .get(0)
              .privateIpAddress();
      String remote = "AWS-StartPortForwardingSessionToRemoteHost";
      Map<String, String> there = Map.of("host", address, "portNumber", "8080");
      try (TestClient client = open(id, remote, there)) {
        client.shakeHandsAs(OLD_PLUGIN);
        client.until(7);
        client.type(GET);
        assertThat(client.until("ok\n")).startsWith("HTTP/1.1 200");
      }
      try (TestClient client = open(id, remote, Map.of("host", "10.9.9.9", "portNumber", "8080"))) {
        client.shakeHandsAs(OLD_PLUGIN);
        assertThat(client.untilClosed()).contains("Unable to connect to specified port");
      }
      try (TestClient client =
          open(id, remote, Map.of("host", "169.254.169.254", "portNumber", "80"))) {
        client.shakeHandsAs(OLD_PLUGIN);
        assertThat(client.untilClosed()).contains("is forbidden");
      }
    }

    @Test
    void ofSshGreetsTheClient() {
      String id = desk.good();
      try (TestClient client = open(id, "AWS-StartSSHSession", Map.of())) {
        assertThat(client.until(5)).contains("\"SessionType\":\"Port\"", "\"portNumber\":\"22\"");
      }
      try (TestClient client = open(id, "AWS-StartSSHSession", Map.of())) {
        client.shakeHands();
        assertThat(client.until("SSH-2.0-")).isNotEmpty();
      }
    }

    private static byte[] frame(int command, int id, String data) {
      byte[] frame = new byte[8 + data.length()];
      frame[0] = 1;
      frame[1] = (byte) command;
      frame[2] = (byte) data.length();
      frame[4] = (byte) id;
      System.arraycopy(data.getBytes(US_ASCII), 0, frame, 8, data.length());
      return frame;
    }
  }

  @Nested
  class Amazon {
    @ParameterizedTest
    @CsvSource({
      "AWS-StartSSHSession, Port",
      "AWS-StartPortForwardingSession, Port",
      "AWS-StartPortForwardingSessionToRemoteHost, Port",
      "AWS-StartInteractiveCommand, InteractiveCommands",
      "AWS-StartNonInteractiveCommand, NonInteractiveCommands"
    })
    void hasADocumentForEachKindOfSession(String name, String type) {
      assertThat(desk.ssm.getDocument(r -> r.name(name)).content())
          .contains("\"sessionType\":\"" + type + "\"");
      assertThat(desk.ssm.describeDocument(r -> r.name(name)).document().documentType())
          .isEqualTo(DocumentType.SESSION);
      assertThat(names("DocumentType", "Session")).contains(name);
    }

    @Test
    void isOneOfTheOwnersThatAreListed() {
      prefer("");
      assertThat(names("Owner", "Self")).containsExactly(SsmSessions.PREFERENCES);
      assertThat(names("Owner", "Amazon"))
          .contains("AWS-RunShellScript")
          .doesNotContain(SsmSessions.PREFERENCES);
      assertThat(names("Name", "AWS-StartPort")).hasSize(2);
    }

    private List<String> names(String key, String value) {
      return desk
          .ssm
          .listDocumentsPaginator(
              r -> r.filters(DocumentKeyValuesFilter.builder().key(key).values(value).build()))
          .documentIdentifiers()
          .stream()
          .map(DocumentIdentifier::name)
          .toList();
    }

    @Test
    void hasNoOthers() {
      assertThatThrownBy(() -> desk.ssm.getDocument(r -> r.name("AWS-StartNothing")))
          .isInstanceOf(InvalidDocumentException.class);
    }
  }
}
