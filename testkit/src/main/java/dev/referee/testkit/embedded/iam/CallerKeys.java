package dev.referee.testkit.embedded.iam;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * The condition keys of who calls, when and from where.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS
 *     global condition context keys</a>
 */
final class CallerKeys {
  /** The address that every call comes from: the endpoint listens on loopback only. */
  private static final String LOOPBACK = "127.0.0.1";

  private CallerKeys() {}

  static ListMultimap<String, String> of(Call call) {
    ImmutableListMultimap.Builder<String, String> keys = ImmutableListMultimap.builder();
    String principal = call.principalArn();
    Instant now = call.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    keys.put("aws:CurrentTime", now.toString());
    keys.put("aws:EpochTime", Long.toString(now.getEpochSecond()));
    keys.put("aws:RequestedRegion", call.region());
    keys.put("aws:SecureTransport", "true");
    keys.put("aws:SourceIp", LOOPBACK);
    keys.put("aws:ViaAWSService", "false");
    keys.put("aws:PrincipalIsAWSService", "false");
    keys.put("aws:PrincipalAccount", call.accountId());
    IamState iam = IamState.of(call);
    Map<String, String> tags = new LinkedHashMap<>();
    String last = principal.substring(principal.lastIndexOf('/') + 1);
    if (iam.identity(principal) instanceof IamRole role) {
      keys.put("aws:PrincipalType", "AssumedRole");
      keys.put("aws:PrincipalArn", role.role().arn());
      keys.put("aws:userid", role.role().roleId() + ":" + last);
      keys.put("aws:MultiFactorAuthPresent", "false");
      tags.putAll(byKey(role.role().tags()));
      tags.putAll(call.session().tags());
    } else {
      keys.put("aws:PrincipalType", "User");
      keys.put("aws:PrincipalArn", principal);
      keys.put("aws:username", last);
      if (iam.identity(principal) instanceof IamUser user) {
        keys.put("aws:userid", user.user().userId());
        tags.putAll(byKey(user.user().tags()));
      }
    }
    tags.forEach((key, value) -> keys.put("aws:PrincipalTag/" + key, value));
    return keys.build();
  }

  static Map<String, String> byKey(List<Tag> tags) {
    Map<String, String> byKey = new LinkedHashMap<>();
    tags.forEach(tag -> byKey.put(tag.key(), tag.value()));
    return byKey;
  }
}
