package dev.referee.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.Verdict;
import dev.referee.report.Report;
import dev.referee.resources.Instances;
import dev.referee.testkit.EmbeddedSandbox;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ssm.model.SessionState;

/**
 * Tests the verdicts on responses that lack members which AWS always sends, and on errors that are
 * not about an instance.
 */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class UnreadableAnswersTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();
  private final PrivateServer it = new PrivateServer(sandbox);
  private final AlteredAnswers answers = new AlteredAnswers();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Verdict judge(Check check) {
    return sandbox.referee().build().judge(check, answers.account(sandbox));
  }

  private static Check check(String id) {
    Instances server = Instances.named(PrivateServer.NAME);
    return switch (id) {
      case "session" ->
          SsmChecks.sessionOpens().instances(server).limits(PrivateServer.PATIENT).build();
      case "connected" ->
          SsmChecks.sessionOpens().instances(server).provenBy(ProofLevel.CONNECTED).build();
      case "command" -> SsmChecks.commandAnswers().instances(server).pausing(any -> {}).build();
      default -> SsmChecks.managedInstances().instances(server).build();
    };
  }

  private void world(String name) {
    switch (name) {
      case "reachable" -> it.reachable();
      case "encrypted" ->
          it.reachableByNat()
              .inline("key", PrivateServer.policy("Allow", "kms:Decrypt"))
              .preferring("\"kmsKeyId\":\"%s\"".formatted(it.key()));
      case "stopped agent" -> {
        it.reachable();
        sandbox.embedded().stopAgent(it.server());
        it.later(30);
      }
      case "stopped agent by default" -> {
        it.network().withEndpoints().hostManagement().runningWithoutProfile();
        sandbox.embedded().stopAgent(it.server());
        it.later(30);
      }
      default -> throw new IllegalArgumentException(name);
    }
  }

  /** Removes a member from a JSON document; a number in the path is an index in a list. */
  private static UnaryOperator<String> without(String path) {
    return body -> {
      try {
        JsonNode root = JSON.readTree(body);
        int last = path.lastIndexOf('/');
        JsonNode parent = root.at(path.substring(0, last));
        if (parent instanceof ObjectNode object) {
          object.remove(path.substring(last + 1));
        } else {
          ((ArrayNode) parent).remove(Integer.parseInt(path.substring(last + 1)));
        }
        return JSON.writeValueAsString(root);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(body, e);
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "session, reachable, ssm:StartSession, /SessionId",
    "session, reachable, ssm:StartSession, /StreamUrl",
    "session, reachable, ssm:StartSession, /TokenValue",
    "session, encrypted, kms:GenerateDataKey, /Plaintext",
    "session, encrypted, kms:GenerateDataKey, /CiphertextBlob",
    "session, stopped agent, ssm:DescribeInstanceInformation, /InstanceInformationList",
    "session, stopped agent, ssm:DescribeInstanceInformation,"
        + " /InstanceInformationList/0/InstanceId",
    "session, stopped agent, ssm:DescribeInstanceInformation,"
        + " /InstanceInformationList/0/PingStatus",
    "session, stopped agent by default, ssm:GetServiceSetting, /ServiceSetting",
    "session, stopped agent by default, ssm:GetServiceSetting, /ServiceSetting/SettingValue",
    "connected, reachable, ssm:GetConnectionStatus, /Status",
    "command, reachable, ssm:SendCommand, /Command",
    "command, reachable, ssm:SendCommand, /Command/CommandId",
    "command, reachable, ssm:GetCommandInvocation, /Status",
    "command, reachable, ssm:GetCommandInvocation, /StandardOutputContent",
    "managed, reachable, ssm:DescribeInstanceInformation, /InstanceInformationList",
    "managed, reachable, ssm:DescribeInstanceInformation, /InstanceInformationList/0/InstanceId",
    "managed, reachable, ssm:DescribeInstanceInformation, /InstanceInformationList/0/PingStatus",
  })
  void provesNothingWithAHole(String check, String world, String action, String member) {
    world(world);
    answers.body(action.substring(action.indexOf(':') + 1), without(member));

    Verdict verdict = judge(check(check));

    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.cause()).contains(Cause.UNREACHABLE);
    assertThat(Report.forOrganisers().text(verdict)).contains(action);
  }

  @ParameterizedTest
  @CsvSource({
    "GetInstanceProfile, InstanceProfile",
    "GetInstanceProfile, Roles",
    "GetInstanceProfile, AssumeRolePolicyDocument",
    "GetInstanceProfile, Arn",
    "ListAttachedRolePolicies, AttachedPolicies",
    "ListAttachedRolePolicies, PolicyArn",
    "ListRolePolicies, PolicyNames",
    "GetPolicy, DefaultVersionId",
    "GetPolicyVersion, Document",
  })
  void provesNothingWithAHoleInXml(String operation, String element) {
    world("stopped agent");
    answers.body(
        operation,
        body ->
            body.replaceAll("(?s)<%s>.*</%s>".formatted(element, element), "")
                .replace("<" + element + "/>", ""));

    Verdict verdict = judge(check("session"));

    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.cause()).contains(Cause.UNREACHABLE);
  }

  @ParameterizedTest
  @CsvSource({
    "session, reachable, StartSession, InvalidDocument",
    "session, reachable, StartSession, ValidationException",
    "session, reachable, StartSession, ServiceQuotaExceededException",
    "session, reachable, StartSession, BadRequest",
    "session, reachable, StartSession, CodeThatNobodyKnows",
    "session, encrypted, GenerateDataKey, KeyUnavailableException",
    "session, encrypted, GenerateDataKey, LimitExceededException",
    "session, encrypted, GenerateDataKey, CodeThatNobodyKnows",
    "session, reachable, TerminateSession, CodeThatNobodyKnows",
    "connected, reachable, GetConnectionStatus, CodeThatNobodyKnows",
    "command, reachable, SendCommand, InvalidDocument",
    "command, reachable, SendCommand, InvalidParameters",
    "command, reachable, SendCommand, MaxDocumentSizeExceeded",
    "command, reachable, SendCommand, UnsupportedPlatformType",
    "command, reachable, SendCommand, CodeThatNobodyKnows",
    "command, reachable, GetCommandInvocation, InvalidCommandId",
    "command, reachable, GetCommandInvocation, InvalidInstanceId",
    "command, reachable, GetCommandInvocation, CodeThatNobodyKnows",
    "managed, reachable, DescribeInstanceInformation, InvalidFilterKey",
    "managed, reachable, DescribeInstanceInformation, CodeThatNobodyKnows",
    "session, stopped agent, DescribeInstanceInformation, CodeThatNobodyKnows",
  })
  void provesNothingByAnErrorThatIsNotAboutTheInstance(
      String check, String world, String operation, String code) {
    world(world);
    answers.error(operation, 400, code, "WordsOfAws");

    Verdict verdict = judge(check(check));

    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.cause()).contains(Cause.MISCONFIGURED);
    assertThat(Report.forOrganisers().text(verdict)).contains(operation, code, "WordsOfAws");
  }

  @ParameterizedTest
  @CsvSource({
    "session, StartSession, TargetNotConnected, FAILED",
    "command, SendCommand, InvalidInstanceId, FAILED",
    "command, GetCommandInvocation, InvocationDoesNotExist, INCONCLUSIVE",
  })
  void followsTheErrorsThatAreAboutTheInstance(
      String check, String operation, String code, Outcome outcome) {
    world("reachable");
    answers.error(operation, 400, code, "WordsOfAws");

    assertThat(judge(check(check)).outcome()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "Failed, Failed, FAILED",
    "Failed, Undeliverable, INCONCLUSIVE",
    "Failed, AccessDenied, INCONCLUSIVE",
    "Failed, InvalidPlatform, INCONCLUSIVE",
    "Failed, Terminated, INCONCLUSIVE",
    "Cancelled, Cancelled, INCONCLUSIVE",
    "TimedOut, DeliveryTimedOut, INCONCLUSIVE",
    "StatusThatNobodyKnows, Unknown, INCONCLUSIVE",
  })
  void followsAStatusThatIsAboutTheInstance(String status, String details, Outcome outcome) {
    world("reachable");
    answers.body(
        "GetCommandInvocation",
        body ->
            body.replaceAll("\"Status\":\"\\w+\"", "\"Status\":\"" + status + "\"")
                .replaceAll("\"StatusDetails\":\"\\w+\"", "\"StatusDetails\":\"" + details + "\""));

    assertThat(judge(check("command")).outcome()).isEqualTo(outcome);
  }

  /** A session exists even if its response has no token. */
  @ParameterizedTest
  @CsvSource({"/StreamUrl", "/TokenValue"})
  void endsTheSessionThatItCannotOpen(String member) {
    world("reachable");
    answers.body("StartSession", without(member));

    judge(check("session"));

    assertThat(it.ssm.describeSessions(by -> by.state(SessionState.ACTIVE)).sessions()).isEmpty();
    assertThat(it.ssm.describeSessions(by -> by.state(SessionState.HISTORY)).sessions()).hasSize(1);
  }
}
