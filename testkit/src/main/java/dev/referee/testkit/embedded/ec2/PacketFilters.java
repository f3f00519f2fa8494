package dev.referee.testkit.embedded.ec2;

import com.google.common.collect.Range;
import dev.referee.testkit.embedded.common.Cidr;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.RuleAction;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/** The decisions of security groups and network ACLs on TCP traffic over IPv4. */
record PacketFilters(Ec2 ec2) {

  /**
   * Returns whether the groups of an interface allow a packet.
   *
   * @param face the interface
   * @param egress whether it goes out
   * @param address where it goes to, or comes from
   * @param peer the interface there; null if that is not in this network
   * @param port the port that is asked for
   */
  boolean groups(
      NetworkInterface face,
      boolean egress,
      String address,
      @Nullable NetworkInterface peer,
      int port) {
    List<String> peers =
        peer == null ? List.of() : peer.groups().stream().map(GroupIdentifier::groupId).toList();
    return face.groups().stream()
        .flatMap(group -> ec2.rules.of(group.groupId(), egress).stream())
        .anyMatch(rule -> speaksOf(rule, port) && means(rule, address, peers));
  }

  private static boolean speaksOf(SecurityGroupRule rule, int port) {
    return rule.ipProtocol().equals("-1")
        || (List.of("tcp", "6").contains(rule.ipProtocol())
            && Range.closed(rule.fromPort(), rule.toPort()).contains(port));
  }

  private boolean means(SecurityGroupRule rule, String address, List<String> peers) {
    if (rule.cidrIpv4() != null) {
      return in(rule.cidrIpv4(), address);
    }
    if (rule.prefixListId() != null) {
      return inList(rule.prefixListId(), address);
    }
    return rule.referencedGroupInfo() != null
        && peers.contains(rule.referencedGroupInfo().groupId());
  }

  boolean inList(String prefixListId, String address) {
    return ec2.prefixLists.entriesOf(prefixListId).stream()
        .map(PrefixListEntry::cidr)
        .anyMatch(range -> in(range, address));
  }

  static boolean in(String range, String address) {
    return !range.contains(":") && Cidr.of(range).contains(Cidr.of(address + "/32"));
  }

  /**
   * Returns whether a subnet's network ACL lets through all of some ports: the first entry that
   * means a packet decides.
   *
   * @param egress whether it goes out of the subnet
   * @param address where it goes to, or comes from
   * @param ports the ports that are tried
   */
  boolean acl(String subnetId, boolean egress, String address, int... ports) {
    for (int port : ports) {
      RuleAction action =
          ec2.networkAcls.ofSubnet(subnetId).entries().stream()
              .filter(entry -> entry.egress() == egress)
              .filter(entry -> entry.cidrBlock() != null && in(entry.cidrBlock(), address))
              .filter(entry -> speaksOf(entry, port))
              .min(Comparator.comparing(NetworkAclEntry::ruleNumber))
              .map(NetworkAclEntry::ruleAction)
              .orElse(RuleAction.DENY);
      if (action != RuleAction.ALLOW) {
        return false;
      }
    }
    return true;
  }

  private static boolean speaksOf(NetworkAclEntry entry, int port) {
    return entry.protocol().equals("-1")
        || (entry.protocol().equals("6")
            && (entry.portRange() == null
                || Range.closed(entry.portRange().from(), entry.portRange().to()).contains(port)));
  }
}
