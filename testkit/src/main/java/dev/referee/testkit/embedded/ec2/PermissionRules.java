package dev.referee.testkit.embedded.ec2;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.ReferencedSecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/**
 * Turns permissions into rules and back: a permission has any number of sources or targets, a rule
 * one.
 */
record PermissionRules(Ec2 ec2) {

  /** Returns rules as permissions: those of the same protocol and ports in one. */
  static List<IpPermission> permissions(List<SecurityGroupRule> rules) {
    return rules.stream()
        .collect(
            groupingBy(
                rule -> Arrays.asList(rule.ipProtocol(), rule.fromPort(), rule.toPort()),
                LinkedHashMap::new,
                toList()))
        .values()
        .stream()
        .map(PermissionRules::permission)
        .toList();
  }

  private static IpPermission permission(List<SecurityGroupRule> rules) {
    SecurityGroupRule first = rules.get(0);
    boolean all = "-1".equals(first.ipProtocol());
    return IpPermission.builder()
        .ipProtocol(first.ipProtocol())
        .fromPort(all ? null : first.fromPort())
        .toPort(all ? null : first.toPort())
        .ipRanges(
            rules.stream()
                .filter(rule -> rule.cidrIpv4() != null)
                .map(
                    rule ->
                        IpRange.builder()
                            .cidrIp(rule.cidrIpv4())
                            .description(rule.description())
                            .build())
                .toList())
        .ipv6Ranges(
            rules.stream()
                .filter(rule -> rule.cidrIpv6() != null)
                .map(
                    rule ->
                        Ipv6Range.builder()
                            .cidrIpv6(rule.cidrIpv6())
                            .description(rule.description())
                            .build())
                .toList())
        .prefixListIds(
            rules.stream()
                .filter(rule -> rule.prefixListId() != null)
                .map(
                    rule ->
                        PrefixListId.builder()
                            .prefixListId(rule.prefixListId())
                            .description(rule.description())
                            .build())
                .toList())
        .userIdGroupPairs(
            rules.stream()
                .filter(rule -> rule.referencedGroupInfo() != null)
                .map(
                    rule ->
                        SdkFieldCopier.overlay(
                                rule.referencedGroupInfo(), UserIdGroupPair.builder())
                            .description(rule.description())
                            .build())
                .toList())
        .build();
  }

  /** Returns permissions as rules, one for each source or target; groups must exist. */
  List<SecurityGroupRule> rules(List<IpPermission> permissions) {
    List<SecurityGroupRule> rules = new ArrayList<>();
    for (IpPermission permission : permissions) {
      PermissionPorts.check(permission);
      boolean all = Objects.equals(permission.ipProtocol(), "-1");
      SecurityGroupRule base =
          SecurityGroupRule.builder()
              .ipProtocol(protocol(permission.ipProtocol()))
              .fromPort(all || permission.fromPort() == null ? -1 : permission.fromPort())
              .toPort(all || permission.toPort() == null ? -1 : permission.toPort())
              .build();
      for (IpRange range : permission.ipRanges()) {
        rules.add(
            base.toBuilder()
                .cidrIpv4(Cidr.of(range.cidrIp()).toString())
                .description(range.description())
                .build());
      }
      for (Ipv6Range range : permission.ipv6Ranges()) {
        rules.add(
            base.toBuilder()
                .cidrIpv6(Ipv6Cidr.of(range.cidrIpv6()).toString())
                .description(range.description())
                .build());
      }
      for (PrefixListId list : permission.prefixListIds()) {
        rules.add(
            base.toBuilder()
                .prefixListId(ec2.prefixLists.get(list.prefixListId()).prefixListId())
                .description(list.description())
                .build());
      }
      for (UserIdGroupPair pair : permission.userIdGroupPairs()) {
        rules.add(
            base.toBuilder()
                .referencedGroupInfo(referenced(pair.groupId(), pair.groupName()))
                .description(pair.description())
                .build());
      }
    }
    return rules;
  }

  ReferencedSecurityGroup referenced(@Nullable String id, @Nullable String name) {
    String found =
        id == null && name != null
            ? ec2.securityGroups.inDefaultVpc(name).groupId()
            : ec2.securityGroups.get(id).groupId();
    return ReferencedSecurityGroup.builder().groupId(found).userId(ec2.context.accountId()).build();
  }

  static @Nullable String protocol(@Nullable String given) {
    if (given == null) {
      throw AwsError.missing("IpProtocol");
    }
    return switch (given) {
      case "6" -> "tcp";
      case "17" -> "udp";
      case "1" -> "icmp";
      case "58" -> "icmpv6";
      default -> given.toLowerCase(Locale.ROOT);
    };
  }
}
