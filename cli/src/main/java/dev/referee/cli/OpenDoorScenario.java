package dev.referee.cli;

import dev.referee.testkit.Sandbox;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;

/** A scenario of an open security group: SSH from everywhere, and HTTPS from the office only. */
final class OpenDoorScenario {
  static final String EVERYBODY = "0.0.0.0/0";
  static final String EVERYBODY_BY_IPV6 = "::/0";
  private static final String GROUP = "web";

  private final Ec2Client ec2;

  OpenDoorScenario(Sandbox sandbox) {
    this.ec2 = sandbox.client(Ec2Client::builder);
  }

  OpenDoorScenario built() {
    ec2.createSecurityGroup(
        it -> it.groupName(GROUP).description("Web servers").vpcId(defaultVpc()));
    return allow(22, EVERYBODY).allow(443, "10.0.0.0/8");
  }

  OpenDoorScenario allow(int port, String block) {
    ec2.authorizeSecurityGroupIngress(
        it -> it.groupId(group()).ipPermissions(permission("tcp", port, block)));
    return this;
  }

  OpenDoorScenario allowEverything() {
    ec2.authorizeSecurityGroupIngress(
        it -> it.groupId(group()).ipPermissions(permission("-1", -1, EVERYBODY)));
    return this;
  }

  /** Removes the rule that allows everything, and the SSH rule. */
  OpenDoorScenario close() {
    ec2.revokeSecurityGroupIngress(
        it ->
            it.groupId(group())
                .ipPermissions(permission("-1", -1, EVERYBODY), permission("tcp", 22, EVERYBODY)));
    return this;
  }

  private static IpPermission permission(String protocol, int port, String block) {
    IpPermission.Builder rule =
        IpPermission.builder().ipProtocol(protocol).fromPort(port).toPort(port);
    return (block.contains(":")
            ? rule.ipv6Ranges(Ipv6Range.builder().cidrIpv6(block).build())
            : rule.ipRanges(IpRange.builder().cidrIp(block).build()))
        .build();
  }

  private String group() {
    return ec2.describeSecurityGroups(
            it -> it.filters(Filter.builder().name("group-name").values(GROUP).build()))
        .securityGroups()
        .get(0)
        .groupId();
  }

  private String defaultVpc() {
    return ec2.describeVpcs(
            it -> it.filters(Filter.builder().name("is-default").values("true").build()))
        .vpcs()
        .get(0)
        .vpcId();
  }
}
