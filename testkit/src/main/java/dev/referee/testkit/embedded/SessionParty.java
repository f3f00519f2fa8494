package dev.referee.testkit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.AgentMischief;
import dev.referee.testkit.farend.Agent;
import dev.referee.testkit.farend.CommandAgent;
import dev.referee.testkit.farend.HandshakingAgent;
import dev.referee.testkit.farend.MessageService.Party;
import dev.referee.testkit.farend.Shell;
import dev.referee.testkit.farend.ShellAgent;
import dev.referee.testkit.farend.Weather;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.kms.model.DecryptRequest;

/**
 * Says who is at the far end of a session: an agent as its role, its network and the account's
 * preferences for sessions let it be.
 *
 * <p>The texts are those that the open-source agent and its service answer with.
 */
record SessionParty(Ssm ssm, SsmSession session) {
  private static final String SHELL = "Standard_Stream";

  Party party() {
    AgentMischief mischief = ssm.ec2.agents.mischief(session.target);
    if (mischief != null) {
      return Mischief.party(mischief, session, wellBehaved());
    }
    return new Party(wellBehaved(), Weather.fine(), input -> false, true);
  }

  private Agent wellBehaved() {
    SsmAgent agent = ssm.ec2.agents.find(session.target);
    if (agent == null || !agent.connected()) {
      return Agent.silent();
    }
    if (!agent.may("ssmmessages:CreateDataChannel") || !agent.may("ssmmessages:OpenDataChannel")) {
      return saying(
          "Setting up data channel with id "
              + session.id
              + " failed: failed to create websocket for datachannel with error: CreateDataChannel"
              + " failed with no output or error: createDataChannel request failed: unexpected"
              + " response from the service <BadRequest xmlns=\"\"><message>Unauthorized"
              + " request.</message></BadRequest>");
    }
    String key = text("kmsKeyId");
    boolean shakesHands = !key.isEmpty() || session.type.equals("NonInteractiveCommands");
    Agent then = working(agent);
    return shakesHands
        ? new HandshakingAgent(
            session.type, key, key.isEmpty() ? null : blob -> dataKey(agent, blob), then)
        : then;
  }

  private Agent working(SsmAgent agent) {
    Agent logging = logging(agent);
    if (logging != null) {
      return logging;
    }
    String user = user();
    boolean shell = session.type.equals(SHELL);
    if (!users(agent).contains(user)) {
      return saying(
          "Unable to start %s: failed to start pty since RunAs user %s does not exist"
              .formatted(shell ? "shell" : "command", user));
    }
    Instance instance = ssm.ec2.instances.get(session.target);
    Shell own = new Shell(user, instance.privateDnsName(), agent.build().shellStart());
    if (shell || session.command == null) {
      return new ShellAgent(own);
    }
    Shell.Answer answer = own.run(session.command);
    boolean apart = session.type.equals("NonInteractiveCommands");
    return new CommandAgent(
        answer.standardOutput(), answer.standardError(), apart ? answer.exitCode() : null);
  }

  /** Returns an agent that fails because it cannot log; null when it can, or does not have to. */
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

  private static String unable(String what, String error) {
    return "Couldn't start the session because we are unable to validate encryption on "
        + what
        + ". Error: "
        + error;
  }

  private boolean encrypted(String preference) {
    return session.preferences.path(preference).asBoolean(true);
  }

  private String user() {
    return session.preferences.path("runAsEnabled").asBoolean(false)
        ? text("runAsDefaultUser")
        : "ssm-user";
  }

  private static Set<String> users(SsmAgent agent) {
    boolean ubuntu = agent.build().platformName().equals("Ubuntu");
    return Set.of("root", "ssm-user", ubuntu ? "ubuntu" : "ec2-user");
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
    synchronized (ssm.home.clock()) {
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
