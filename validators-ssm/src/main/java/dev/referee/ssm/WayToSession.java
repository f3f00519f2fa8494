package dev.referee.ssm;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * Explains why agents may not be connected: who they are, what they may do, and how they get out.
 * Everything is judged that can be seen, whatever is found on the way.
 */
final class WayToSession {
  static final Permissions READS =
      IdentityFindings.READS.and(AgentPermission.READS).and(AgentWay.READS);

  private WayToSession() {}

  /**
   * Returns what was found, in the order of the way.
   *
   * @param instances those that have not ended
   */
  static ImmutableList<Finding> findings(Account account, List<Instance> instances) {
    Identity identity = new Identity(account);
    IdentityFindings who = new IdentityFindings(identity, instances);
    AgentWay way = new AgentWay(account, instances);
    AgentPermission permission = new AgentPermission(account, identity, way, instances);
    return ImmutableList.<Finding>builder()
        .addAll(who.findings())
        .addAll(permission.findings())
        .add(who.metadata())
        .addAll(way.findings())
        .addAll(way.policies(permission::acting))
        .build();
  }
}
