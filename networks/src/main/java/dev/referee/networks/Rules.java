package dev.referee.networks;

import static com.google.common.base.Strings.nullToEmpty;

import com.google.common.collect.ImmutableSet;
import dev.referee.aws.AnswerReader;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceIpv6Address;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.ReferencedSecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** A reader of EC2 responses about security group rules and the resources that they refer to. */
final class Rules {
  static final String INTERFACES = "DescribeNetworkInterfaces";
  static final String OPERATION = "DescribeSecurityGroupRules";

  /** The protocols whose ports, types or codes EC2 always sends. */
  private static final ImmutableSet<String> PORTED =
      ImmutableSet.of("tcp", "udp", "icmp", "icmpv6", "6", "17", "1", "58");

  private Rules() {}

  static GroupRule read(SecurityGroupRule rule) {
    AnswerReader.complete(OPERATION, rule, "GroupId", "IsEgress", "IpProtocol");
    int from = rule.fromPort() == null ? -1 : rule.fromPort();
    int to = rule.toPort() == null ? -1 : rule.toPort();
    if (PORTED.contains(rule.ipProtocol())) {
      AnswerReader.complete(OPERATION, rule, "FromPort", "ToPort");
    }
    return new GroupRule(
        nullToEmpty(rule.securityGroupRuleId()),
        rule.groupId(),
        rule.isEgress(),
        AnswerReader.read(
            OPERATION,
            rule.ipProtocol(),
            protocol -> Traffic.of(protocol, from, to, Addresses.all())),
        far(rule));
  }

  private static RulePeer far(SecurityGroupRule rule) {
    if (!nullToEmpty(rule.prefixListId()).isEmpty()) {
      return new RulePeer.PrefixList(rule.prefixListId());
    }
    ReferencedSecurityGroup group = rule.referencedGroupInfo();
    if (group != null && !nullToEmpty(group.groupId()).isEmpty()) {
      String owner = nullToEmpty(group.userId());
      String here = nullToEmpty(rule.groupOwnerId());
      boolean own = owner.isEmpty() || here.isEmpty() || owner.equals(here);
      String peering = nullToEmpty(group.peeringStatus());
      boolean stale = !peering.isEmpty() && !peering.equals("active");
      return new RulePeer.Group(group.groupId(), own ? "" : owner, stale);
    }
    List<String> cidrs =
        Stream.of(nullToEmpty(rule.cidrIpv4()), nullToEmpty(rule.cidrIpv6()))
            .filter(cidr -> !cidr.isEmpty())
            .toList();
    if (cidrs.isEmpty()) {
      return new RulePeer.Unknown(
          "lacks the source or destination of the rule " + rule.securityGroupRuleId());
    }
    try {
      return new RulePeer.Block(Addresses.blocks(cidrs));
    } catch (IllegalArgumentException e) {
      return new RulePeer.Unknown("has an invalid CIDR block: " + e.getMessage());
    }
  }

  /** Reads the entries of a prefix list; none if there is no such list. */
  static Addresses entries(Ec2Client ec2, String listId) {
    return Addresses.blocks(PrefixLists.blocks(ec2, listId));
  }

  /** Returns the private IPv4 addresses of an interface, and its IPv6 addresses. */
  static Addresses privateAddresses(NetworkInterface face) {
    Stream<String> four =
        face.privateIpAddresses().stream().map(NetworkInterfacePrivateIpAddress::privateIpAddress);
    Stream<String> six =
        face.ipv6Addresses().stream().map(NetworkInterfaceIpv6Address::ipv6Address);
    return Stream.of(Stream.of(nullToEmpty(face.privateIpAddress())), four, six)
        .flatMap(each -> each)
        .filter(address -> !nullToEmpty(address).isEmpty())
        .map(address -> AnswerReader.read(INTERFACES, address, Addresses::of))
        .reduce(Addresses.none(), Addresses::plus);
  }
}
