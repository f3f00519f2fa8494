package dev.referee.testkit.embedded.ec2;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ReferencedSecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** An emulation of security groups, whose rules are in {@link SecurityGroupRules}. */
final class SecurityGroups {
  private static final String DEFAULT = "default";
  private static final ResourceTable.Kind KIND =
      new ResourceTable.Kind(
          "sg",
          "security-group",
          "InvalidGroup.NotFound",
          "InvalidGroupId.Malformed",
          "The security group '%s' does not exist");

  private final Ec2 ec2;
  private final ResourceTable<SecurityGroup> table;

  SecurityGroups(Ec2 ec2) {
    this.ec2 = ec2;
    Filters<SecurityGroup> filters =
        new Filters<SecurityGroup>()
            .on("description", SecurityGroup::description)
            .on("group-id", SecurityGroup::groupId)
            .on("group-name", SecurityGroup::groupName)
            .on("owner-id", SecurityGroup::ownerId)
            .on("vpc-id", SecurityGroup::vpcId);
    for (boolean egress : new boolean[] {false, true}) {
      String prefix = egress ? "egress.ip-permission." : "ip-permission.";
      Map<String, Function<SecurityGroupRule, Object>> parts = new LinkedHashMap<>();
      parts.put("cidr", SecurityGroupRule::cidrIpv4);
      parts.put("ipv6-cidr", SecurityGroupRule::cidrIpv6);
      parts.put("from-port", SecurityGroupRule::fromPort);
      parts.put("to-port", SecurityGroupRule::toPort);
      parts.put("protocol", SecurityGroupRule::ipProtocol);
      parts.put("prefix-list-id", SecurityGroupRule::prefixListId);
      parts.put(
          "group-id",
          rule -> rule.referencedGroupInfo() == null ? null : rule.referencedGroupInfo().groupId());
      parts.put(
          "user-id",
          rule -> rule.referencedGroupInfo() == null ? null : rule.referencedGroupInfo().userId());
      parts.put("group-name", rule -> nameOf(ec2, rule));
      parts.forEach(
          (name, part) ->
              filters.any(
                  prefix + name,
                  group ->
                      ec2.rules.of(group.groupId(), egress).stream()
                          .map(part)
                          .flatMap(Stream::ofNullable)
                          .map(Object::toString)
                          .toList()));
    }
    this.table =
        new ResourceTable<>(
            ec2,
            KIND,
            SecurityGroup::groupId,
            (group, tags) ->
                group.toBuilder()
                    .ipPermissions(permissions(group, false))
                    .ipPermissionsEgress(permissions(group, true))
                    .tags(Tags.orNone(tags))
                    .build(),
            filters);
  }

  private static @Nullable String nameOf(Ec2 ec2, SecurityGroupRule rule) {
    ReferencedSecurityGroup referenced = rule.referencedGroupInfo();
    return referenced == null ? null : ec2.securityGroups.get(referenced.groupId()).groupName();
  }

  CreateSecurityGroupResponse create(CreateSecurityGroupRequest request, Call call) {
    boolean named = !Strings.isNullOrEmpty(request.groupName());
    if (!named || Strings.isNullOrEmpty(request.description())) {
      throw AwsError.missing(named ? "GroupDescription" : "GroupName");
    }
    SecurityGroupNames.check(request.groupName(), request.description());
    Vpc standard = ec2.vpcs.defaultVpc();
    if (request.vpcId() == null && standard == null) {
      throw new AwsError(400, "VPCIdNotSpecified", "No default VPC for this user");
    }
    String vpcId =
        request.vpcId() != null || standard == null
            ? ec2.vpcs.get(request.vpcId()).vpcId()
            : standard.vpcId();
    if (!named(vpcId, request.groupName()).isEmpty()) {
      throw new AwsError(
          400,
          "InvalidGroup.Duplicate",
          "The security group '"
              + request.groupName()
              + "' already exists for VPC '"
              + vpcId
              + "'");
    }
    String id = make(vpcId, request.groupName(), request.description());
    ec2.rules.allowOut(id, ec2.vpcs.get(vpcId));
    ec2.tags.specified(id, request.tagSpecifications());
    return CreateSecurityGroupResponse.builder()
        .groupId(id)
        .securityGroupArn(get(id).securityGroupArn())
        .tags(ec2.tags.of(id))
        .build();
  }

  /** Creates the group that each VPC has: in from itself, out to everywhere. */
  void defaultOf(Vpc vpc) {
    String id = make(vpc.vpcId(), DEFAULT, "default VPC security group");
    ec2.rules.allowItself(id);
    ec2.rules.allowOut(id, vpc);
  }

  /** Returns the id of the default group of a network. */
  String defaultIn(String vpcId) {
    return named(vpcId, DEFAULT).get(0).groupId();
  }

  /** Lets the default group of a network send to IPv6 addresses, which the network has by now. */
  void speakIpv6(String vpcId) {
    named(vpcId, DEFAULT).forEach(group -> ec2.rules.allowIpv6Out(group.groupId()));
  }

  private String make(String vpcId, String name, String description) {
    String id = ec2.ids.next("sg");
    table.put(
        SecurityGroup.builder()
            .groupId(id)
            .groupName(name)
            .description(description)
            .vpcId(vpcId)
            .ownerId(ec2.context.accountId())
            .securityGroupArn(
                "arn:aws:ec2:%s:%s:security-group/%s"
                    .formatted(ec2.context.region(), ec2.context.accountId(), id))
            .build());
    return id;
  }

  DescribeSecurityGroupsResponse describe(DescribeSecurityGroupsRequest request, Call call) {
    List<String> ids = new ArrayList<>(request.groupIds());
    request.groupNames().forEach(name -> ids.add(inDefaultVpc(name).groupId()));
    Page<SecurityGroup> page =
        Page.of(
            table.describe(ids, request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeSecurityGroupsResponse.builder()
        .securityGroups(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteSecurityGroupResponse delete(DeleteSecurityGroupRequest request, Call call) {
    SecurityGroup group =
        request.groupId() == null ? inDefaultVpc(request.groupName()) : get(request.groupId());
    String id = group.groupId();
    if (group.groupName().equals(DEFAULT)) {
      throw new AwsError(
          400,
          "CannotDelete",
          "the specified group: \"" + id + "\" name: \"default\" cannot be deleted by a user");
    }
    boolean used =
        !ec2.interfaces
            .where(face -> face.groups().stream().anyMatch(one -> one.groupId().equals(id)))
            .isEmpty();
    if (used || ec2.rules.anotherRefersTo(id)) {
      throw new AwsError(400, "DependencyViolation", "resource " + id + " has a dependent object");
    }
    remove(id);
    return DeleteSecurityGroupResponse.builder().returnValue(true).groupId(id).build();
  }

  /** Refuses filter values that are not group ids. */
  void mustBeId(String id) {
    if (!KIND.wellFormed(id)) {
      throw new AwsError(
          400, "InvalidGroupId.Malformed", "The security group ID '" + id + "' is malformed");
    }
  }

  SecurityGroup get(@Nullable String id) {
    return table.get(id);
  }

  /** Returns the groups of a new interface: those named, or the VPC's default group. */
  List<GroupIdentifier> ofLaunch(Subnet subnet, List<String> ids, List<String> names) {
    List<SecurityGroup> groups = new ArrayList<>();
    ids.forEach(id -> groups.add(get(id)));
    names.forEach(name -> groups.add(inDefaultVpc(name)));
    if (groups.isEmpty()) {
      groups.addAll(named(subnet.vpcId(), DEFAULT));
    }
    for (SecurityGroup group : groups) {
      if (!group.vpcId().equals(subnet.vpcId())) {
        throw new AwsError(
            400,
            "InvalidParameter",
            "Security group "
                + group.groupId()
                + " and subnet "
                + subnet.subnetId()
                + " belong to different networks.");
      }
    }
    return groups.stream()
        .map(group -> SdkFieldCopier.overlay(group, GroupIdentifier.builder()).build())
        .toList();
  }

  boolean hasOwn(String vpcId) {
    return !table
        .all(group -> group.vpcId().equals(vpcId) && !group.groupName().equals(DEFAULT))
        .isEmpty();
  }

  void forget(String vpcId) {
    table.all(group -> group.vpcId().equals(vpcId)).forEach(group -> remove(group.groupId()));
  }

  SecurityGroup inDefaultVpc(String name) {
    Vpc vpc = ec2.vpcs.defaultVpc();
    return (vpc == null ? List.<SecurityGroup>of() : named(vpc.vpcId(), name))
        .stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new AwsError(
                        400,
                        "InvalidGroup.NotFound",
                        "The security group '" + name + "' does not exist in default VPC"));
  }

  private void remove(String id) {
    ec2.rules.forget(id);
    table.remove(id);
  }

  private List<SecurityGroup> named(String vpcId, String name) {
    return table.all(group -> group.vpcId().equals(vpcId) && group.groupName().equals(name));
  }

  private List<IpPermission> permissions(SecurityGroup group, boolean egress) {
    return PermissionRules.permissions(ec2.rules.of(group.groupId(), egress));
  }
}
