package dev.referee.testkit.embedded.cloudformation;

import static java.util.Map.entry;

import com.google.common.collect.ImmutableSetMultimap;
import dev.referee.testkit.embedded.autoscaling.ScalingGroupResourceType;
import dev.referee.testkit.embedded.ec2.InstanceResourceTypes;
import dev.referee.testkit.embedded.ec2.NetworkFilterResourceTypes;
import dev.referee.testkit.embedded.ec2.NetworkResourceTypes;
import dev.referee.testkit.embedded.ec2.VpcResourceTypes;
import dev.referee.testkit.embedded.elbv2.LoadBalancingResourceTypes;
import dev.referee.testkit.embedded.iam.IamPolicyResourceTypes;
import dev.referee.testkit.embedded.iam.IamRoleResourceType;
import dev.referee.testkit.embedded.iam.InstanceProfileResourceType;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.ssm.SsmResourceTypes;
import java.util.Map;
import java.util.Set;

/** The resource types that a template can have. */
final class ResourceTypes {
  private static final Map<String, ResourceType> TYPES =
      Map.ofEntries(
          entry(
              "AWS::AutoScaling::AutoScalingGroup",
              ResourceType.of(
                  ScalingGroupResourceType::group,
                  ScalingGroupResourceType::deleteGroup,
                  ScalingGroupResourceType::changeGroup)),
          entry(
              "AWS::EC2::EIP",
              ResourceType.of(VpcResourceTypes::address, VpcResourceTypes::release)),
          entry(
              "AWS::EC2::EIPAssociation",
              ResourceType.of(
                  VpcResourceTypes::addressAssociation, VpcResourceTypes::disassociateAddress)),
          entry(
              "AWS::EC2::Instance",
              ResourceType.of(InstanceResourceTypes::instance, InstanceResourceTypes::terminate)),
          entry(
              "AWS::EC2::InternetGateway",
              ResourceType.of(
                  VpcResourceTypes::internetGateway, VpcResourceTypes::deleteInternetGateway)),
          entry(
              "AWS::EC2::LaunchTemplate",
              ResourceType.of(
                  InstanceResourceTypes::launchTemplate,
                  InstanceResourceTypes::deleteLaunchTemplate,
                  InstanceResourceTypes::changeLaunchTemplate)),
          entry(
              "AWS::EC2::NatGateway",
              ResourceType.of(VpcResourceTypes::natGateway, VpcResourceTypes::deleteNatGateway)),
          entry(
              "AWS::EC2::NetworkAcl",
              ResourceType.of(
                  NetworkFilterResourceTypes::acl, NetworkFilterResourceTypes::deleteAcl)),
          entry(
              "AWS::EC2::NetworkAclEntry",
              ResourceType.of(
                  NetworkFilterResourceTypes::aclEntry,
                  NetworkFilterResourceTypes::deleteAclEntry)),
          entry(
              "AWS::EC2::Route",
              ResourceType.of(
                  VpcResourceTypes::route,
                  VpcResourceTypes::deleteRoute,
                  VpcResourceTypes::changeRoute)),
          entry(
              "AWS::EC2::RouteTable",
              ResourceType.of(VpcResourceTypes::routeTable, VpcResourceTypes::deleteRouteTable)),
          entry(
              "AWS::EC2::SecurityGroup",
              ResourceType.of(
                  NetworkResourceTypes::securityGroup,
                  NetworkResourceTypes::deleteSecurityGroup,
                  NetworkResourceTypes::changeSecurityGroup)),
          entry(
              "AWS::EC2::SecurityGroupEgress",
              ResourceType.of(
                  NetworkFilterResourceTypes::egress, NetworkFilterResourceTypes::deleteRule)),
          entry(
              "AWS::EC2::SecurityGroupIngress",
              ResourceType.of(
                  NetworkFilterResourceTypes::ingress, NetworkFilterResourceTypes::deleteRule)),
          entry(
              "AWS::EC2::Subnet",
              ResourceType.of(NetworkResourceTypes::subnet, NetworkResourceTypes::deleteSubnet)),
          entry(
              "AWS::EC2::SubnetNetworkAclAssociation",
              ResourceType.of(
                  NetworkFilterResourceTypes::aclAssociation,
                  NetworkFilterResourceTypes::endAclAssociation)),
          entry(
              "AWS::EC2::SubnetRouteTableAssociation",
              ResourceType.of(
                  VpcResourceTypes::tableAssociation, VpcResourceTypes::disassociateTable)),
          entry(
              "AWS::EC2::VPC",
              ResourceType.of(NetworkResourceTypes::vpc, NetworkResourceTypes::deleteVpc)),
          entry(
              "AWS::EC2::VPCEndpoint",
              ResourceType.of(
                  NetworkFilterResourceTypes::endpoint,
                  NetworkFilterResourceTypes::deleteEndpoint)),
          entry(
              "AWS::EC2::VPCGatewayAttachment",
              ResourceType.of(
                  VpcResourceTypes::gatewayAttachment, VpcResourceTypes::detachGateway)),
          entry(
              "AWS::ElasticLoadBalancingV2::Listener",
              ResourceType.of(
                  LoadBalancingResourceTypes::listener,
                  LoadBalancingResourceTypes::deleteListener)),
          entry(
              "AWS::ElasticLoadBalancingV2::ListenerRule",
              ResourceType.of(
                  LoadBalancingResourceTypes::rule, LoadBalancingResourceTypes::deleteRule)),
          entry(
              "AWS::ElasticLoadBalancingV2::LoadBalancer",
              ResourceType.of(
                  LoadBalancingResourceTypes::loadBalancer,
                  LoadBalancingResourceTypes::deleteLoadBalancer)),
          entry(
              "AWS::ElasticLoadBalancingV2::TargetGroup",
              ResourceType.of(
                  LoadBalancingResourceTypes::targetGroup,
                  LoadBalancingResourceTypes::deleteTargetGroup)),
          entry("AWS::IAM::InstanceProfile", new InstanceProfileResourceType()),
          entry(
              "AWS::IAM::ManagedPolicy",
              ResourceType.of(
                  IamPolicyResourceTypes::managedPolicy,
                  IamPolicyResourceTypes::deleteManagedPolicy)),
          entry(
              "AWS::IAM::Policy",
              ResourceType.of(
                  IamPolicyResourceTypes::policy,
                  IamPolicyResourceTypes::deletePolicy,
                  IamPolicyResourceTypes::changePolicy)),
          entry("AWS::IAM::Role", new IamRoleResourceType()),
          entry(
              "AWS::SSM::Document",
              ResourceType.of(SsmResourceTypes::document, SsmResourceTypes::deleteDocument)),
          entry(
              "AWS::SSM::Parameter",
              ResourceType.of(
                  SsmResourceTypes::parameter,
                  SsmResourceTypes::deleteParameter,
                  SsmResourceTypes::changeParameter)));

  /** The properties that resources must have, as the types' reference pages say. */
  private static final ImmutableSetMultimap<String, String> REQUIRED =
      ImmutableSetMultimap.<String, String>builder()
          .putAll("AWS::AutoScaling::AutoScalingGroup", "MaxSize", "MinSize")
          .putAll("AWS::EC2::LaunchTemplate", "LaunchTemplateData")
          .putAll("AWS::EC2::NetworkAcl", "VpcId")
          .putAll("AWS::EC2::NetworkAclEntry", "NetworkAclId", "Protocol")
          .putAll("AWS::EC2::NetworkAclEntry", "RuleAction", "RuleNumber")
          .putAll("AWS::EC2::Route", "RouteTableId")
          .putAll("AWS::EC2::RouteTable", "VpcId")
          .putAll("AWS::EC2::SecurityGroup", "GroupDescription")
          .putAll("AWS::EC2::SecurityGroupEgress", "GroupId", "IpProtocol")
          .putAll("AWS::EC2::SecurityGroupIngress", "IpProtocol")
          .putAll("AWS::EC2::Subnet", "VpcId")
          .putAll("AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId", "SubnetId")
          .putAll("AWS::EC2::SubnetRouteTableAssociation", "RouteTableId", "SubnetId")
          .putAll("AWS::EC2::VPCEndpoint", "VpcId")
          .putAll("AWS::EC2::VPCGatewayAttachment", "VpcId")
          .putAll("AWS::ElasticLoadBalancingV2::Listener", "DefaultActions", "LoadBalancerArn")
          .putAll("AWS::ElasticLoadBalancingV2::ListenerRule", "Actions", "Conditions", "Priority")
          .putAll("AWS::IAM::InstanceProfile", "Roles")
          .putAll("AWS::IAM::ManagedPolicy", "PolicyDocument")
          .putAll("AWS::IAM::Policy", "PolicyDocument", "PolicyName")
          .putAll("AWS::IAM::Role", "AssumeRolePolicyDocument")
          .putAll("AWS::SSM::Document", "Content")
          .putAll("AWS::SSM::Parameter", "Type", "Value")
          .build();

  private ResourceTypes() {}

  /** Returns the properties that a resource of a type must have. */
  static Set<String> required(String type) {
    return REQUIRED.get(type);
  }

  /** Returns the names of the types. */
  static Set<String> names() {
    return TYPES.keySet();
  }

  static boolean knows(String type) {
    return TYPES.containsKey(type);
  }

  static ResourceType get(String type) {
    ResourceType found = TYPES.get(type);
    if (found == null) {
      throw Template.invalid("Template format error: Unrecognized resource types: [" + type + "]");
    }
    return found;
  }
}
