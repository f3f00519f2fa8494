package dev.referee.testkit.embedded.cloudtrail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.service.ApiCall;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The identity of a caller in a record.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
final class UserIdentity {
  private static final Pattern SESSION = Pattern.compile(".*:assumed-role/([^/]+)/(.+)");

  private UserIdentity() {}

  static ObjectNode of(ApiCall made) {
    Call call = made.call();
    String arn = call.principalArn();
    Matcher session = SESSION.matcher(arn);
    ObjectNode identity = JsonCodec.JSON.createObjectNode();
    if (session.matches()) {
      ofSession(identity, session.group(1), session.group(2), made);
    } else {
      String name = arn.substring(arn.lastIndexOf('/') + 1);
      identity
          .put("type", "IAMUser")
          .put("principalId", principalId(call, "AIDAFAKE0" + call.accountId()))
          .put("arn", arn)
          .put("accountId", call.accountId());
      key(identity, made).put("userName", name);
    }
    if (!made.caller().invokedBy().isEmpty()) {
      identity.put("invokedBy", made.caller().invokedBy());
    }
    return identity;
  }

  private static void ofSession(ObjectNode identity, String roleName, String name, ApiCall made) {
    Call call = made.call();
    Role role = Iam.of(call).role(roleName);
    String roleId = role == null ? "AROAFAKE0" + call.accountId() : role.roleId();
    identity
        .put("type", "AssumedRole")
        .put("principalId", roleId + ":" + name)
        .put("arn", call.principalArn())
        .put("accountId", call.accountId());
    key(identity, made);
    ObjectNode context = identity.putObject("sessionContext");
    context
        .putObject("sessionIssuer")
        .put("type", "Role")
        .put("principalId", roleId)
        .put("arn", role == null ? serviceRole(roleName, made) : role.arn())
        .put("accountId", call.accountId())
        .put("userName", roleName);
    context.putObject("attributes").put("mfaAuthenticated", "false");
  }

  private static ObjectNode key(ObjectNode identity, ApiCall made) {
    String key = made.caller().accessKeyId();
    return key.isEmpty() ? identity : identity.put("accessKeyId", key);
  }

  /** Returns the ARN of a role that IAM here does not have: that of a service linked to it. */
  private static String serviceRole(String name, ApiCall made) {
    return "arn:aws:iam::%s:role/aws-service-role/%s/%s"
        .formatted(made.call().accountId(), made.caller().invokedBy(), name);
  }

  private static String principalId(Call call, String otherwise) {
    return Iam.callerKeys(call).get("aws:userid").stream().findFirst().orElse(otherwise);
  }
}
