package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Cidr;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/**
 * A test of whether security groups allow TCP from certain subnets to an instance.
 *
 * @param ec2 the resources of the account
 * @param groups the security groups of the sender; without any, all outbound traffic is allowed
 * @param subnetIds where the sender is
 */
record GroupPath(Ec2 ec2, List<String> groups, List<String> subnetIds) {

  boolean reaches(Instance to, int port) {
    List<String> theirs = to.securityGroups().stream().map(GroupIdentifier::groupId).toList();
    List<Cidr> nodes =
        subnetIds.stream().flatMap(id -> Subnets.ipv4(ec2.subnets.get(id)).stream()).toList();
    List<Cidr> instance = List.of(Cidr.of(to.privateIpAddress() + "/32"));
    return (groups.isEmpty() || allows(groups, true, port, theirs, instance))
        && allows(theirs, false, port, groups, nodes);
  }

  private boolean allows(
      List<String> from, boolean egress, int port, List<String> peers, List<Cidr> ranges) {
    List<SecurityGroupRule> open =
        from.stream()
            .flatMap(group -> ec2.rules.of(group, egress).stream())
            .filter(rule -> covers(rule, port))
            .toList();
    return open.stream()
            .anyMatch(
                rule ->
                    rule.referencedGroupInfo() != null
                        && peers.contains(rule.referencedGroupInfo().groupId()))
        || ranges.stream().allMatch(range -> open.stream().anyMatch(rule -> names(rule, range)));
  }

  private static boolean covers(SecurityGroupRule rule, int port) {
    return rule.ipProtocol().equals("-1")
        || (rule.ipProtocol().equals("tcp") && rule.fromPort() <= port && port <= rule.toPort());
  }

  private boolean names(SecurityGroupRule rule, Cidr range) {
    if (rule.prefixListId() != null) {
      return ec2.prefixLists.entriesOf(rule.prefixListId()).stream()
          .filter(entry -> !entry.cidr().contains(":"))
          .anyMatch(entry -> Cidr.of(entry.cidr()).contains(range));
    }
    return rule.cidrIpv4() != null && Cidr.of(rule.cidrIpv4()).contains(range);
  }
}
