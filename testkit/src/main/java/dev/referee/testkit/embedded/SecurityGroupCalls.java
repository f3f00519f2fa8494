package dev.referee.testkit.embedded;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressResponse;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Answers the calls that change rules of security groups. */
final class SecurityGroupCalls {
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
    for (SecurityGroupRuleUpdate update : request.securityGroupRules()) {
      SecurityGroupRuleRequest wanted = update.securityGroupRule();
      SecurityGroupRule.Builder rule = SecurityGroupRule.builder();
      Members.overlay(wanted, rule);
      if (wanted.referencedGroupId() != null) {
        rule.referencedGroupInfo(ec2.rules.referenced(wanted.referencedGroupId(), null));
      }
      ec2.rules.replace(
          group,
          update.securityGroupRuleId(),
          rule.ipProtocol(SecurityGroupRules.protocol(wanted.ipProtocol())).build());
    }
    return ModifySecurityGroupRulesResponse.builder().returnValue(true).build();
  }

  private String group(@Nullable String id, @Nullable String name) {
    return id == null && name != null
        ? ec2.securityGroups.inDefaultVpc(name).groupId()
        : ec2.securityGroups.get(id).groupId();
  }

  /** Returns what a request names: its permissions, or the one that it spells out flatly. */
  private List<SecurityGroupRule> rules(SdkPojo request, List<IpPermission> permissions) {
    if (!permissions.isEmpty() || Members.member(request, "IpProtocol") == null) {
      return ec2.rules.rules(permissions);
    }
    IpPermission.Builder flat = Members.overlay(request, IpPermission.builder());
    if (Members.member(request, "CidrIp") instanceof String range) {
      flat.ipRanges(IpRange.builder().cidrIp(range).build());
    }
    if (Members.member(request, "SourceSecurityGroupName") instanceof String name) {
      flat.userIdGroupPairs(UserIdGroupPair.builder().groupName(name).build());
    }
    return ec2.rules.rules(List.of(flat.build()));
  }
}
