package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ReferencedSecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** An emulation of security group rules, each with one source or destination, as in AWS. */
final class SecurityGroupRules {
  /**
   * The most rules that a group may have for inbound traffic, and again for outbound traffic, and
   * again for IPv6.
   *
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon
   *     VPC quotas</a>
   */
  private static final int MOST = 60;

  private static final ResourceTable.Kind KIND =
      new ResourceTable.Kind(
          "sgr",
          "security-group-rule",
          "InvalidSecurityGroupRuleId.NotFound",
          "InvalidSecurityGroupRuleId.Malformed",
          "The security group rule ID '%s' does not exist");

  private final Ec2 ec2;
  private final ResourceTable<SecurityGroupRule> table;

  SecurityGroupRules(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            KIND,
            SecurityGroupRule::securityGroupRuleId,
            (rule, tags) -> rule.toBuilder().tags(tags).build(),
            new Filters<SecurityGroupRule>()
                .on("group-id", SecurityGroupRule::groupId)
                .on("security-group-rule-id", SecurityGroupRule::securityGroupRuleId));
  }

  DescribeSecurityGroupRulesResponse describe(
      DescribeSecurityGroupRulesRequest request, Call call) {
    for (Filter filter : request.filters()) {
      if ("group-id".equals(filter.name())) {
        filter.values().forEach(ec2.securityGroups::mustBeId);
      }
    }
    Page<SecurityGroupRule> page =
        Page.of(
            table.describe(request.securityGroupRuleIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeSecurityGroupRulesResponse.builder()
        .securityGroupRules(page.items())
        .nextToken(page.next())
        .build();
  }

  List<SecurityGroupRule> of(String groupId, boolean egress) {
    return table.all(rule -> rule.groupId().equals(groupId) && rule.isEgress() == egress);
  }

  /** Lets everything out, to IPv6 addresses too where the network has them. */
  void allowOut(String groupId, Vpc vpc) {
    add(groupId, true, everything().cidrIpv4("0.0.0.0/0").build());
    if (!VpcRanges.ipv6(vpc).isEmpty()) {
      allowIpv6Out(groupId);
    }
  }

  /** Lets everything out to IPv6 addresses, unless a rule does already. */
  void allowIpv6Out(String groupId) {
    SecurityGroupRule rule = everything().cidrIpv6("::/0").build();
    if (same(groupId, true, rule) == null) {
      add(groupId, true, rule);
    }
  }

  void allowItself(String groupId) {
    add(
        groupId,
        false,
        everything()
            .referencedGroupInfo(
                ReferencedSecurityGroup.builder()
                    .groupId(groupId)
                    .userId(ec2.context.accountId())
                    .build())
            .build());
  }

  private static SecurityGroupRule.Builder everything() {
    return SecurityGroupRule.builder().ipProtocol("-1").fromPort(-1).toPort(-1);
  }

  /** Adds rules, all or none: one that is there already is AWS's error. */
  List<SecurityGroupRule> authorize(String groupId, boolean egress, List<SecurityGroupRule> rules) {
    if (rules.isEmpty()) {
      throw AwsError.missing("ipPermissions");
    }
    check(groupId, of(groupId, egress), rules);
    return rules.stream().map(rule -> add(groupId, egress, rule)).toList();
  }

  /** Replaces rules of a group, all or none. */
  void replace(String groupId, Map<String, SecurityGroupRule> byId) {
    byId.keySet().forEach(id -> ofGroup(groupId, id));
    for (boolean egress : new boolean[] {false, true}) {
      List<SecurityGroupRule> kept = new ArrayList<>(of(groupId, egress));
      kept.removeIf(rule -> byId.containsKey(rule.securityGroupRuleId()));
      List<SecurityGroupRule> changed = new ArrayList<>();
      byId.forEach(
          (id, rule) -> {
            if (table.get(id).isEgress() == egress) {
              changed.add(rule);
            }
          });
      check(groupId, kept, changed);
    }
    byId.forEach(
        (id, rule) -> {
          SecurityGroupRule old = table.get(id);
          table.put(
              rule.toBuilder()
                  .securityGroupRuleId(id)
                  .securityGroupRuleArn(old.securityGroupRuleArn())
                  .groupId(groupId)
                  .groupOwnerId(old.groupOwnerId())
                  .isEgress(old.isEgress())
                  .build());
        });
  }

  /** Returns a rule of a group, or throws AWS's error where the group has no such rule. */
  SecurityGroupRule ofGroup(String groupId, String id) {
    SecurityGroupRule found = table.get(id);
    if (!found.groupId().equals(groupId)) {
      throw KIND.notFound(id);
    }
    return found;
  }

  /** Refuses rules that conflict with existing ones. */
  private void check(
      String groupId, List<SecurityGroupRule> present, List<SecurityGroupRule> rules) {
    if (rules.stream().map(SecurityGroupRules::key).distinct().count() < rules.size()) {
      throw new AwsError(
          400, "InvalidParameterValue", "The same permission must not appear multiple times");
    }
    rules.forEach(rule -> SecurityGroupNames.checkRule(rule.description()));
    rules.forEach(rule -> reachable(groupId, rule.referencedGroupInfo()));
    List<SecurityGroupRule> all = new ArrayList<>(present);
    all.addAll(rules);
    if (weight(all, false) > MOST || weight(all, true) > MOST) {
      throw new AwsError(
          400,
          "RulesPerSecurityGroupLimitExceeded",
          "The maximum number of rules per security group has been reached.");
    }
    for (SecurityGroupRule rule : rules) {
      if (present.stream().anyMatch(one -> key(one).equals(key(rule)))) {
        throw new AwsError(
            400,
            "InvalidPermission.Duplicate",
            "the specified rule \"" + told(rule) + "\" already exists");
      }
    }
  }

  /** Returns how many rules of IPv4 or of IPv6 count against the quota. */
  private int weight(List<SecurityGroupRule> rules, boolean ipv6) {
    return rules.stream()
        .mapToInt(
            rule -> {
              if (rule.prefixListId() != null) {
                boolean counts = ec2.prefixLists.isIpv6(rule.prefixListId()) == ipv6;
                return counts ? ec2.prefixLists.weight(rule.prefixListId()) : 0;
              }
              return (ipv6 ? rule.cidrIpv4() : rule.cidrIpv6()) == null ? 1 : 0;
            })
        .sum();
  }

  /** Refuses a rule that names a group of a network that is neither the same nor a peer. */
  private void reachable(String groupId, @Nullable ReferencedSecurityGroup referenced) {
    if (referenced == null) {
      return;
    }
    String mine = ec2.securityGroups.get(groupId).vpcId();
    String theirs = ec2.securityGroups.get(referenced.groupId()).vpcId();
    if (!mine.equals(theirs) && !ec2.peerings.connects(mine, theirs)) {
      throw new AwsError(
          400,
          "InvalidGroup.NotFound",
          "You have specified two resources that belong to different networks.");
    }
  }

  /** Takes rules away; one that is not there is AWS's error. */
  void revoke(String groupId, boolean egress, List<SecurityGroupRule> rules, List<String> ids) {
    List<String> removed = new ArrayList<>();
    for (String id : ids) {
      if (ofGroup(groupId, id).isEgress() != egress) {
        throw KIND.notFound(id);
      }
      removed.add(id);
    }
    for (SecurityGroupRule rule : rules) {
      SecurityGroupRule found = same(groupId, egress, rule);
      if (found == null) {
        throw new AwsError(
            400,
            "InvalidPermission.NotFound",
            "The specified rule does not exist in this security group.");
      }
      removed.add(found.securityGroupRuleId());
    }
    removed.forEach(table::remove);
  }

  void describe(String groupId, boolean egress, List<SecurityGroupRule> rules) {
    rules.forEach(rule -> SecurityGroupNames.checkRule(rule.description()));
    for (SecurityGroupRule rule : rules) {
      SecurityGroupRule found = same(groupId, egress, rule);
      if (found != null) {
        table.put(found.toBuilder().description(rule.description()).build());
      }
    }
  }

  void tag(
      List<SecurityGroupRule> rules,
      List<software.amazon.awssdk.services.ec2.model.TagSpecification> tags) {
    rules.forEach(rule -> ec2.tags.specified(rule.securityGroupRuleId(), tags));
  }

  void remove(String ruleId) {
    table.remove(ruleId);
  }

  void forget(String groupId) {
    table
        .all(rule -> rule.groupId().equals(groupId))
        .forEach(rule -> table.remove(rule.securityGroupRuleId()));
  }

  boolean anotherRefersTo(String groupId) {
    return !table
        .all(
            rule ->
                !rule.groupId().equals(groupId)
                    && rule.referencedGroupInfo() != null
                    && groupId.equals(rule.referencedGroupInfo().groupId()))
        .isEmpty();
  }

  private SecurityGroupRule add(String groupId, boolean egress, SecurityGroupRule rule) {
    String id = ec2.ids.next("sgr");
    SecurityGroupRule added =
        rule.toBuilder()
            .securityGroupRuleId(id)
            .securityGroupRuleArn(
                "arn:aws:ec2:%s:%s:security-group-rule/%s"
                    .formatted(ec2.context.region(), ec2.context.accountId(), id))
            .groupId(groupId)
            .groupOwnerId(ec2.context.accountId())
            .isEgress(egress)
            .build();
    table.put(added);
    return added;
  }

  private @Nullable SecurityGroupRule same(
      String groupId, boolean egress, SecurityGroupRule wanted) {
    return of(groupId, egress).stream()
        .filter(rule -> key(rule).equals(key(wanted)))
        .findFirst()
        .orElse(null);
  }

  private static List<@Nullable Object> key(SecurityGroupRule rule) {
    return Arrays.asList(rule.ipProtocol(), rule.fromPort(), rule.toPort(), told(rule));
  }

  private static String told(SecurityGroupRule rule) {
    return String.format(
        Locale.ROOT,
        "peer: %s, %s",
        rule.cidrIpv4() != null
            ? rule.cidrIpv4()
            : rule.cidrIpv6() != null
                ? rule.cidrIpv6()
                : rule.prefixListId() != null
                    ? rule.prefixListId()
                    : rule.referencedGroupInfo().groupId(),
        rule.ipProtocol());
  }
}
