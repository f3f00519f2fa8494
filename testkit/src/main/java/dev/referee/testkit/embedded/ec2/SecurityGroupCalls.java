package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** The operations that change the rules of security groups. */
final class SecurityGroupCalls {
  private static final String PEERS = "cidrIp, cidrIpv6, prefixListId, or referencedGroupId";

  private final Ec2 ec2;

  SecurityGroupCalls(Ec2 ec2) {
    this.ec2 = ec2;
  }

  AuthorizeSecurityGroupIngressResponse authorizeIngress(
      AuthorizeSecurityGroupIngressRequest request, Call call) {
    String group = group(request.groupId(), request.groupName());
    List<SecurityGroupRule> added =
        ec2.rules.authorize(group, false, rules(request, request.ipPermissions()));
    ec2.rules.tag(added, request.tagSpecifications());
    return AuthorizeSecurityGroupIngressResponse.builder()
        .returnValue(true)
        .securityGroupRules(added)
        .build();
  }

  AuthorizeSecurityGroupEgressResponse authorizeEgress(
      AuthorizeSecurityGroupEgressRequest request, Call call) {
    String group = group(request.groupId(), null);
    List<SecurityGroupRule> added =
        ec2.rules.authorize(group, true, rules(request, request.ipPermissions()));
    ec2.rules.tag(added, request.tagSpecifications());
    return AuthorizeSecurityGroupEgressResponse.builder()
        .returnValue(true)
        .securityGroupRules(added)
        .build();
  }

  RevokeSecurityGroupIngressResponse revokeIngress(
      RevokeSecurityGroupIngressRequest request, Call call) {
    ec2.rules.revoke(
        group(request.groupId(), request.groupName()),
        false,
        rules(request, request.ipPermissions()),
        request.securityGroupRuleIds());
    return RevokeSecurityGroupIngressResponse.builder().returnValue(true).build();
  }

  RevokeSecurityGroupEgressResponse revokeEgress(
      RevokeSecurityGroupEgressRequest request, Call call) {
    ec2.rules.revoke(
        group(request.groupId(), null),
        true,
        rules(request, request.ipPermissions()),
        request.securityGroupRuleIds());
    return RevokeSecurityGroupEgressResponse.builder().returnValue(true).build();
  }

  ModifySecurityGroupRulesResponse modify(ModifySecurityGroupRulesRequest request, Call call) {
    String group = group(request.groupId(), null);
    Map<String, SecurityGroupRule> changed = new LinkedHashMap<>();
    for (SecurityGroupRuleUpdate update : request.securityGroupRules()) {
      ec2.rules.ofGroup(group, update.securityGroupRuleId());
      changed.put(update.securityGroupRuleId(), rule(update.securityGroupRule()));
    }
    ec2.rules.replace(group, changed);
    return ModifySecurityGroupRulesResponse.builder().returnValue(true).build();
  }

  /** Returns the rule that an update asks for, which must be a whole one. */
  private SecurityGroupRule rule(@Nullable SecurityGroupRuleRequest wanted) {
    if (wanted == null) {
      throw AwsError.missing("SecurityGroupRule");
    }
    IpPermission.Builder permission = SdkFieldCopier.overlay(wanted, IpPermission.builder());
    PermissionPorts.checkUpdate(permission.build());
    String note = wanted.description();
    List<Consumer<IpPermission.Builder>> peers = new ArrayList<>();
    if (wanted.cidrIpv4() != null) {
      IpRange range = IpRange.builder().cidrIp(wanted.cidrIpv4()).description(note).build();
      peers.add(it -> it.ipRanges(range));
    }
    if (wanted.cidrIpv6() != null) {
      Ipv6Range range = Ipv6Range.builder().cidrIpv6(wanted.cidrIpv6()).description(note).build();
      peers.add(it -> it.ipv6Ranges(range));
    }
    if (wanted.prefixListId() != null) {
      PrefixListId list =
          PrefixListId.builder().prefixListId(wanted.prefixListId()).description(note).build();
      peers.add(it -> it.prefixListIds(list));
    }
    if (wanted.referencedGroupId() != null) {
      UserIdGroupPair pair =
          UserIdGroupPair.builder().groupId(wanted.referencedGroupId()).description(note).build();
      peers.add(it -> it.userIdGroupPairs(pair));
    }
    if (peers.isEmpty()) {
      throw new AwsError(
          400, "MissingParameter", "The request must contain exactly one of: " + PEERS);
    }
    if (peers.size() > 1) {
      throw new AwsError(
          400, "InvalidParameterCombination", "Only one of " + PEERS + " can be specified");
    }
    peers.get(0).accept(permission);
    return new PermissionRules(ec2).rules(List.of(permission.build())).get(0);
  }

  private String group(@Nullable String id, @Nullable String name) {
    return id == null && name != null
        ? ec2.securityGroups.inDefaultVpc(name).groupId()
        : ec2.securityGroups.get(id).groupId();
  }

  /** Returns the permissions of a request, also if it has a single one in top-level members. */
  private List<SecurityGroupRule> rules(SdkPojo request, List<IpPermission> permissions) {
    if (!permissions.isEmpty() || SdkFieldCopier.member(request, "IpProtocol") == null) {
      return new PermissionRules(ec2).rules(permissions);
    }
    IpPermission.Builder flat = SdkFieldCopier.overlay(request, IpPermission.builder());
    if (SdkFieldCopier.member(request, "CidrIp") instanceof String range) {
      flat.ipRanges(IpRange.builder().cidrIp(range).build());
    }
    if (SdkFieldCopier.member(request, "SourceSecurityGroupName") instanceof String name) {
      flat.userIdGroupPairs(UserIdGroupPair.builder().groupName(name).build());
    }
    return new PermissionRules(ec2).rules(List.of(flat.build()));
  }
}
