package dev.referee.testkit.embedded;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Decides whether the identity behind a stack may make, change and delete its resources.
 *
 * <p>"How CloudFormation works" in its user guide: it makes only calls that one has permission to
 * make, by the policies of the user or of the stack's service role.
 *
 * @param services finds a service by the name that its calls are signed for
 * @param call a call by whom the resources are made
 */
record StackPermissions(Function<String, @Nullable Service> services, Call call) {

  /**
   * The operations that resources of a type need.
   *
   * @param service the service
   * @param id the member of the requests that holds the resource's id or name
   * @param create what makes one
   * @param update what changes one
   * @param delete what deletes one
   */
  private record Needs(String service, String id, String create, String update, String delete) {}

  private static final Map<String, Needs> TYPES =
      Map.ofEntries(
          needs("AWS::AutoScaling::AutoScalingGroup", "autoscaling", "AutoScalingGroupName"),
          needs(
              "AWS::AutoScaling::LifecycleHook",
              "autoscaling",
              "LifecycleHookName",
              "PutLifecycleHook",
              "DeleteLifecycleHook"),
          needs(
              "AWS::AutoScaling::ScalingPolicy",
              "autoscaling",
              "PolicyName",
              "PutScalingPolicy",
              "DeletePolicy"),
          needs(
              "AWS::AutoScaling::ScheduledAction",
              "autoscaling",
              "ScheduledActionName",
              "PutScheduledUpdateGroupAction",
              "DeleteScheduledAction"),
          needs(
              "AWS::AutoScaling::WarmPool",
              "autoscaling",
              "AutoScalingGroupName",
              "PutWarmPool",
              "DeleteWarmPool"),
          needs("AWS::EC2::EIP", "ec2", "PublicIp", "AllocateAddress", "ReleaseAddress"),
          needs(
              "AWS::EC2::EIPAssociation",
              "ec2",
              "AssociationId",
              "AssociateAddress",
              "DisassociateAddress"),
          needs("AWS::EC2::Instance", "ec2", "InstanceIds", "RunInstances", "TerminateInstances"),
          needs("AWS::EC2::InternetGateway", "ec2", "InternetGatewayId"),
          entry(
              "AWS::EC2::LaunchTemplate",
              new Needs(
                  "ec2",
                  "LaunchTemplateId",
                  "CreateLaunchTemplate",
                  "CreateLaunchTemplateVersion",
                  "DeleteLaunchTemplate")),
          needs("AWS::EC2::NatGateway", "ec2", "NatGatewayId"),
          needs("AWS::EC2::NetworkAcl", "ec2", "NetworkAclId"),
          needs("AWS::EC2::NetworkAclEntry", "ec2", ""),
          entry(
              "AWS::EC2::Route",
              new Needs("ec2", "", "CreateRoute", "ReplaceRoute", "DeleteRoute")),
          needs("AWS::EC2::RouteTable", "ec2", "RouteTableId"),
          entry(
              "AWS::EC2::SecurityGroup",
              new Needs(
                  "ec2",
                  "GroupId",
                  "CreateSecurityGroup",
                  "AuthorizeSecurityGroupIngress",
                  "DeleteSecurityGroup")),
          needs(
              "AWS::EC2::SecurityGroupEgress",
              "ec2",
              "",
              "AuthorizeSecurityGroupEgress",
              "RevokeSecurityGroupEgress"),
          needs(
              "AWS::EC2::SecurityGroupIngress",
              "ec2",
              "",
              "AuthorizeSecurityGroupIngress",
              "RevokeSecurityGroupIngress"),
          needs("AWS::EC2::Subnet", "ec2", "SubnetId"),
          needs(
              "AWS::EC2::SubnetNetworkAclAssociation",
              "ec2",
              "AssociationId",
              "ReplaceNetworkAclAssociation",
              "ReplaceNetworkAclAssociation"),
          needs(
              "AWS::EC2::SubnetRouteTableAssociation",
              "ec2",
              "AssociationId",
              "AssociateRouteTable",
              "DisassociateRouteTable"),
          needs("AWS::EC2::VPC", "ec2", "VpcId", "CreateVpc", "DeleteVpc"),
          needs(
              "AWS::EC2::VPCEndpoint",
              "ec2",
              "VpcEndpointIds",
              "CreateVpcEndpoint",
              "DeleteVpcEndpoints"),
          needs(
              "AWS::EC2::VPCGatewayAttachment",
              "ec2",
              "",
              "AttachInternetGateway",
              "DetachInternetGateway"),
          needs("AWS::ElasticLoadBalancingV2::Listener", "elasticloadbalancing", "ListenerArn"),
          needs(
              "AWS::ElasticLoadBalancingV2::ListenerRule",
              "elasticloadbalancing",
              "RuleArn",
              "CreateRule",
              "DeleteRule"),
          needs(
              "AWS::ElasticLoadBalancingV2::LoadBalancer",
              "elasticloadbalancing",
              "LoadBalancerArn"),
          needs(
              "AWS::ElasticLoadBalancingV2::TargetGroup", "elasticloadbalancing", "TargetGroupArn"),
          needs("AWS::IAM::InstanceProfile", "iam", "InstanceProfileName"),
          needs("AWS::IAM::ManagedPolicy", "iam", "PolicyArn", "CreatePolicy", "DeletePolicy"),
          needs("AWS::IAM::Policy", "iam", "PolicyName", "PutRolePolicy", "DeleteRolePolicy"),
          entry(
              "AWS::IAM::Role",
              new Needs("iam", "RoleName", "CreateRole", "UpdateAssumeRolePolicy", "DeleteRole")),
          needs("AWS::SSM::Document", "ssm", "Name"),
          needs("AWS::SSM::Parameter", "ssm", "Name", "PutParameter", "DeleteParameter"));

  /** Returns an entry for a type whose operations are called as it is. */
  private static Map.Entry<String, Needs> needs(String type, String service, String id) {
    String noun = Iterables.getLast(Splitter.on("::").split(type));
    return entry(type, new Needs(service, id, "Create" + noun, "Update" + noun, "Delete" + noun));
  }

  /** Returns an entry for a type that is changed by the operation that makes it. */
  private static Map.Entry<String, Needs> needs(
      String type, String service, String id, String create, String delete) {
    return entry(type, new Needs(service, id, create, create, delete));
  }

  /** Refuses to make a resource that the identity may not make. */
  void create(String type, ResourceType.Properties properties) {
    if (!call.store().enforcesIam()) {
      return;
    }
    Needs needs = Objects.requireNonNull(TYPES.get(type), type);
    ObjectNode json = object(properties.json());
    String id = needs.id();
    if (!json.has(id) && id.endsWith("Name")) {
      json.put(id, properties.defaultName());
    }
    JsonNode roles = json.path("Roles");
    if (type.equals("AWS::IAM::Policy")) {
      roles(roles, needs.create());
      return;
    }
    require(needs.service(), needs.create(), json);
    if (type.equals("AWS::IAM::Role")) {
      String name = json.path(id).asText();
      when(json.path("ManagedPolicyArns"), "AttachRolePolicy", name);
      when(json.path("Policies"), "PutRolePolicy", name);
    } else if (type.equals("AWS::IAM::ManagedPolicy")) {
      roles(roles, "AttachRolePolicy");
    } else if (!roles.isEmpty()) {
      require(needs.service(), "AddRoleToInstanceProfile", json);
    }
  }

  /** Refuses to change a resource that the identity may not change. */
  void update(String type, String physicalId, ResourceType.Properties properties) {
    if (!call.store().enforcesIam()) {
      return;
    }
    Needs needs = Objects.requireNonNull(TYPES.get(type), type);
    ObjectNode json = identified(object(properties.json()), needs, physicalId);
    if (type.equals("AWS::IAM::Policy")) {
      roles(json.path("Roles"), needs.update());
    } else if (has(needs.service(), needs.update())) {
      require(needs.service(), needs.update(), json);
    }
    if (type.equals("AWS::IAM::Role")) {
      when(json.path("ManagedPolicyArns"), "AttachRolePolicy", physicalId);
      when(json.path("Policies"), "PutRolePolicy", physicalId);
    }
  }

  /** Refuses to delete a resource that the identity may not delete. */
  void delete(String type, String physicalId) {
    if (call.store().enforcesIam()) {
      Needs needs = Objects.requireNonNull(TYPES.get(type), type);
      require(
          needs.service(),
          needs.delete(),
          identified(JsonCodec.JSON.createObjectNode(), needs, physicalId));
    }
  }

  private static ObjectNode object(JsonNode json) {
    return json instanceof ObjectNode object
        ? object.deepCopy()
        : JsonCodec.JSON.createObjectNode();
  }

  private static ObjectNode identified(ObjectNode json, Needs needs, String physicalId) {
    if (needs.id().endsWith("Ids")) {
      json.putArray(needs.id()).add(physicalId);
    } else if (!needs.id().isEmpty()) {
      json.put(needs.id(), physicalId);
    }
    return json;
  }

  private void when(JsonNode list, String operation, String roleName) {
    if (!list.isEmpty()) {
      require("iam", operation, JsonCodec.JSON.createObjectNode().put("RoleName", roleName));
    }
  }

  private void roles(JsonNode roles, String operation) {
    roles.forEach(role -> when(roles, operation, role.asText()));
  }

  private boolean has(String service, String operation) {
    Service found = services.apply(service);
    return found != null && found.operation(operation) != null;
  }

  private void require(String serviceName, String operation, JsonNode members) {
    Service service = Objects.requireNonNull(services.apply(serviceName), serviceName);
    Service.Entry entry = Objects.requireNonNull(service.operation(operation), operation);
    SdkPojo request = JsonCodec.read(entry.builder().get(), members, SdkField::memberName);
    try {
      new Authorization(service, operation, call).require(request);
    } catch (AwsError denied) {
      throw new AwsError(
          denied.status(),
          denied.code(),
          "API: " + serviceName + ":" + operation + " " + denied.message());
    }
  }

  /** Returns the types whose permissions are known, with the operations that they need. */
  static Map<String, List<String>> types() {
    return ImmutableMap.copyOf(
        Maps.transformValues(
            TYPES, needs -> List.of(needs.service(), needs.create(), needs.delete())));
  }
}
