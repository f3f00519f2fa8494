package dev.referee.testkit.embedded.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.AgentFault;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.kms.Kms;
import dev.referee.testkit.sessionserver.Agent;
import dev.referee.testkit.sessionserver.HandshakingAgent;
import dev.referee.testkit.sessionserver.MessageService.Party;
import dev.referee.testkit.sessionserver.NetworkConditions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.DecryptRequest;

/**
 * The peer of a session: an agent as determined by its role, its network and the session
 * preferences.
 *
 * <p>The texts are those that the open-source agent and its service answer with.
 */
record SessionPeer(Ssm ssm, SsmSession session) {
  Party party() {
    AgentFault fault = ssm.agents.fault(session.target);
    if (fault != null) {
      return AgentFaults.party(fault, session, wellBehaved());
    }
    return new Party(wellBehaved(), NetworkConditions.fine(), input -> false, true);
  }

  private Agent wellBehaved() {
    SsmAgent agent = ssm.agents.find(session.target);
    if (agent == null || !agent.connected()) {
      return Agent.silent();
    }
    if (!agent.may("ssmmessages:CreateDataChannel") || !agent.may("ssmmessages:OpenDataChannel")) {
      return failing(
          "Setting up data channel with id "
              + session.id
              + " failed: failed to create websocket for datachannel with error: CreateDataChannel"
              + " failed with no output or error: createDataChannel request failed: unexpected"
              + " response from the service <BadRequest xmlns=\"\"><message>Unauthorized"
              + " request.</message></BadRequest>");
    }
    boolean port = session.type.equals(SessionPlugin.PORT);
    String key = port ? "" : text("kmsKeyId");
    boolean shakesHands =
        port || !key.isEmpty() || session.type.equals(SessionPlugin.WITHOUT_TERMINAL);
    Agent next = port ? new SessionPlugin(ssm, session, agent).agent() : working(agent);
    return shakesHands
        ? new HandshakingAgent(
            new HandshakingAgent.Request(
                agent.build().version(),
                session.type,
                port ? session.properties.toString() : "null",
                key),
            key.isEmpty() ? null : blob -> dataKey(agent, blob),
            next)
        : next;
  }

  private Agent working(SsmAgent agent) {
    Agent logging = logging(agent);
    return logging == null ? new SessionPlugin(ssm, session, agent).agent() : logging;
  }

  static Agent failing(String error) {
    return line -> line.fail(error);
  }

  /** Returns an agent that fails because it cannot log; null if it can, or does not have to. */
  private @Nullable Agent logging(SsmAgent agent) {
    String bucket = text("s3BucketName");
    if (!bucket.isEmpty()) {
      if (agent.way("s3") == null) {
        return Agent.silent();
      }
      String arn = "arn:aws:s3:::" + bucket;
      if (encrypted("s3EncryptionEnabled") && !agent.may("s3:GetEncryptionConfiguration", arn)) {
        return saying(unable("Amazon S3 bucket", "AccessDenied: Access Denied status code: 403"));
      }
    }
    String group = text("cloudWatchLogGroupName");
    if (!group.isEmpty()) {
      if (agent.way("logs") == null) {
        return Agent.silent();
      }
      if (encrypted("cloudWatchEncryptionEnabled") && !agent.may("logs:DescribeLogGroups")) {
        return saying(
            unable(
                "CloudWatch Logs log group",
                "AccessDeniedException: The role is not authorized to perform:"
                    + " logs:DescribeLogGroups"));
      }
    }
    return null;
  }

  private static String unable(String description, String error) {
    return "Couldn't start the session because we are unable to validate encryption on "
        + description
        + ". Error: "
        + error;
  }

  private boolean encrypted(String preference) {
    return session.preferences.path(preference).asBoolean(true);
  }

  private String text(String preference) {
    JsonNode found = session.preferences.path(preference);
    return found.isTextual() ? found.asText() : "";
  }

  private static Agent saying(String text) {
    return line -> line.close(text);
  }

  /** Has KMS decrypt the data key, bound to the challenge or, by an older client, not. */
  private byte[] dataKey(SsmAgent agent, byte[] blob) {
    synchronized (ssm.context.clock()) {
      AgentCredentials credentials = agent.credentials();
      if (credentials == null || agent.way("kms") == null) {
        throw new IllegalStateException("RequestError: send request failed");
      }
      Map<String, String> plain =
          Map.of("aws:ssm:SessionId", session.id, "aws:ssm:TargetId", session.target);
      Map<String, String> challenged =
          Map.of(
              "aws:ssm:SessionId", session.id,
              "aws:ssm:TargetId", session.target,
              "aws:ssm:RandomChallenge", HandshakingAgent.CHALLENGE);
      try {
        return decrypt(credentials.call(), blob, challenged);
      } catch (AwsError unbound) {
        if (!unbound.code().equals("InvalidCiphertextException")) {
          throw denied(unbound);
        }
      }
      try {
        return decrypt(credentials.call(), blob, plain);
      } catch (AwsError e) {
        throw denied(e);
      }
    }
  }

  private static IllegalStateException denied(AwsError error) {
    return new IllegalStateException(error.code() + ": " + error.message(), error);
  }

  private static byte[] decrypt(Call call, byte[] blob, Map<String, String> context) {
    return Kms.of(call)
        .decrypt(
            DecryptRequest.builder()
                .ciphertextBlob(SdkBytes.fromByteArray(blob))
                .encryptionContext(context)
                .build(),
            call)
        .plaintext()
        .asByteArray();
  }
}
