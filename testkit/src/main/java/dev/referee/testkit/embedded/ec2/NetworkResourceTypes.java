package dev.referee.testkit.embedded.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** The CloudFormation resource types VPC, Subnet and SecurityGroup. */
final class NetworkResourceTypes {
  private NetworkResourceTypes() {}

  static Made vpc(Properties properties, Call call) {
    Vpc vpc =
        Ec2.of(call)
            .vpcs
            .create(properties.as(CreateVpcRequest.class, CreateVpcRequest.builder()), call)
            .vpc();
    tag(vpc.vpcId(), properties, call);
    Ec2 ec2 = Ec2.of(call);
    for (String attribute : List.of("EnableDnsSupport", "EnableDnsHostnames")) {
      if (properties.json().has(attribute)) {
        ModifyVpcAttributeRequest.Builder change =
            ModifyVpcAttributeRequest.builder().vpcId(vpc.vpcId());
        boolean value = properties.json().path(attribute).asBoolean();
        ec2.vpcs.modifyAttribute(
            (attribute.equals("EnableDnsSupport")
                    ? change.enableDnsSupport(it -> it.value(value))
                    : change.enableDnsHostnames(it -> it.value(value)))
                .build(),
            call);
      }
    }
    return new Made(
        vpc.vpcId(),
        Map.of(
            "VpcId",
            vpc.vpcId(),
            "CidrBlock",
            vpc.cidrBlock(),
            "DefaultSecurityGroup",
            ec2.securityGroups.defaultIn(vpc.vpcId())));
  }

  static void deleteVpc(String id, Call call) {
    Ec2.of(call).vpcs.delete(DeleteVpcRequest.builder().vpcId(id).build(), call);
  }

  static Made subnet(Properties properties, Call call) {
    Subnet subnet =
        Ec2.of(call)
            .subnets
            .create(properties.as(CreateSubnetRequest.class, CreateSubnetRequest.builder()), call)
            .subnet();
    tag(subnet.subnetId(), properties, call);
    if (properties.json().path("MapPublicIpOnLaunch").asBoolean()) {
      Ec2.of(call)
          .subnets
          .modify(
              ModifySubnetAttributeRequest.builder()
                  .subnetId(subnet.subnetId())
                  .mapPublicIpOnLaunch(it -> it.value(true))
                  .build(),
              call);
    }
    return new Made(
        subnet.subnetId(),
        Map.of(
            "SubnetId", subnet.subnetId(),
            "VpcId", subnet.vpcId(),
            "CidrBlock", subnet.cidrBlock() == null ? "" : subnet.cidrBlock(),
            "AvailabilityZone", subnet.availabilityZone()));
  }

  static void deleteSubnet(String id, Call call) {
    Ec2.of(call).subnets.delete(DeleteSubnetRequest.builder().subnetId(id).build(), call);
  }

  static Made securityGroup(Properties properties, Call call) {
    Ec2 ec2 = Ec2.of(call);
    JsonNode json = properties.json();
    CreateSecurityGroupRequest request =
        properties
            .as(CreateSecurityGroupRequest.class, CreateSecurityGroupRequest.builder())
            .toBuilder()
            .groupName(properties.name("GroupName"))
            .description(json.path("GroupDescription").asText())
            .build();
    String id = ec2.securityGroups.create(request, call).groupId();
    rules(id, properties, call);
    tag(id, properties, call);
    return new Made(id, Map.of("GroupId", id, "VpcId", ec2.securityGroups.get(id).vpcId()));
  }

  /** Changes the rules of a group; another name, description or network takes another group. */
  static @Nullable Made changeSecurityGroup(
      Made made, Properties before, Properties after, Call call) {
    for (String fixed : List.of("GroupName", "GroupDescription", "VpcId")) {
      if (!before.json().path(fixed).equals(after.json().path(fixed))) {
        return null;
      }
    }
    Ec2 ec2 = Ec2.of(call);
    String id = made.physicalId();
    ec2.rules.forget(id);
    ec2.rules.allowOut(id, ec2.vpcs.get(ec2.securityGroups.get(id).vpcId()));
    rules(id, after, call);
    tag(id, after, call);
    return made;
  }

  private static void rules(String id, Properties properties, Call call) {
    Ec2 ec2 = Ec2.of(call);
    JsonNode json = properties.json();
    if (!json.path("SecurityGroupIngress").isEmpty()) {
      ec2.ruleCalls.authorizeIngress(
          AuthorizeSecurityGroupIngressRequest.builder()
              .groupId(id)
              .ipPermissions(permissions(json.path("SecurityGroupIngress")))
              .build(),
          call);
    }
    if (!json.path("SecurityGroupEgress").isEmpty()) {
      replaceEgress(ec2, id, permissions(json.path("SecurityGroupEgress")), call);
    }
  }

  /** Replaces the rule that lets everything out, which a new group has, by the template's. */
  private static void replaceEgress(Ec2 ec2, String id, List<IpPermission> permissions, Call call) {
    ec2.rules.of(id, true).forEach(rule -> ec2.rules.remove(rule.securityGroupRuleId()));
    ec2.ruleCalls.authorizeEgress(
        AuthorizeSecurityGroupEgressRequest.builder()
            .groupId(id)
            .ipPermissions(permissions)
            .build(),
        call);
  }

  private static List<IpPermission> permissions(JsonNode rules) {
    return StreamSupport.stream(rules.spliterator(), false)
        .map(NetworkResourceTypes::permission)
        .toList();
  }

  /** Returns a rule; a template has its one peer in the rule itself. */
  static IpPermission permission(JsonNode rule) {
    Properties flat = new Properties(rule, "");
    IpPermission.Builder permission =
        flat.as(IpPermission.class, IpPermission.builder()).toBuilder();
    if (rule.has("CidrIp")) {
      permission.ipRanges(flat.as(IpRange.class, IpRange.builder()));
    }
    if (rule.has("CidrIpv6")) {
      permission.ipv6Ranges(flat.as(Ipv6Range.class, Ipv6Range.builder()));
    }
    String note = rule.path("Description").asText(null);
    for (String end : List.of("Source", "Destination")) {
      String group = rule.path(end + "SecurityGroupId").asText(null);
      if (group != null) {
        permission.userIdGroupPairs(
            UserIdGroupPair.builder().groupId(group).description(note).build());
      }
      String list = rule.path(end + "PrefixListId").asText(null);
      if (list != null) {
        permission.prefixListIds(
            PrefixListId.builder().prefixListId(list).description(note).build());
      }
    }
    return permission.build();
  }

  static void deleteSecurityGroup(String id, Call call) {
    Ec2.of(call)
        .securityGroups
        .delete(DeleteSecurityGroupRequest.builder().groupId(id).build(), call);
  }

  /** Puts the tags of a template on a resource. */
  static void tag(String id, Properties properties, Call call) {
    CreateTagsRequest tags =
        properties.as(CreateTagsRequest.class, CreateTagsRequest.builder()).toBuilder()
            .resources(id)
            .build();
    if (!tags.tags().isEmpty()) {
      Ec2.of(call).tags.create(tags, call);
    }
  }
}
