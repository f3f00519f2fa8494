package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.ec2.Subnets;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AvailabilityZone;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;

/** A test whether security groups allow a load balancer's health checks to reach an instance. */
record HealthCheckPath(Ec2 ec2, LoadBalancer from) {

  boolean reaches(Instance to, int port) {
    List<String> theirs = to.securityGroups().stream().map(GroupIdentifier::groupId).toList();
    List<Cidr> nodes =
        from.availabilityZones().stream()
            .map(AvailabilityZone::subnetId)
            .flatMap(id -> Subnets.ipv4(ec2.subnets.get(id)).stream())
            .toList();
    List<Cidr> instance = List.of(Cidr.of(to.privateIpAddress() + "/32"));
    // A network load balancer may have no security groups; then nothing holds its checks back.
    return (from.securityGroups().isEmpty()
            || allows(from.securityGroups(), true, port, theirs, instance))
        && allows(theirs, false, port, from.securityGroups(), nodes);
  }

  private boolean allows(
      List<String> groups, boolean egress, int port, List<String> peers, List<Cidr> ranges) {
    List<SecurityGroupRule> open =
        groups.stream()
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
