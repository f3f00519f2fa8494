package dev.referee.testkit.embedded;

import static java.util.Map.entry;

import com.google.common.collect.ImmutableSetMultimap;
import java.util.Map;
import java.util.Set;

/** The resource types that a template can have. */
final class ResourceTypes {
  private static final Map<String, ResourceType> TYPES =
      Map.ofEntries(
          entry(
              "AWS::AutoScaling::AutoScalingGroup",
              ResourceType.of(FleetTypes::group, FleetTypes::deleteGroup, FleetTypes::changeGroup)),
          entry("AWS::AutoScaling::LifecycleHook", ScalingTypes.HOOK),
          entry("AWS::AutoScaling::ScalingPolicy", ScalingTypes.POLICY),
          entry("AWS::AutoScaling::ScheduledAction", ScalingTypes.SCHEDULED),
          entry("AWS::AutoScaling::WarmPool", ScalingTypes.WARM_POOL),
          entry("AWS::EC2::EIP", ResourceType.of(VpcTypes::address, VpcTypes::release)),
          entry(
              "AWS::EC2::EIPAssociation",
              ResourceType.of(VpcTypes::addressAssociation, VpcTypes::disassociateAddress)),
          entry("AWS::EC2::Instance", ResourceType.of(FleetTypes::instance, FleetTypes::terminate)),
          entry(
              "AWS::EC2::InternetGateway",
              ResourceType.of(VpcTypes::internetGateway, VpcTypes::deleteInternetGateway)),
          entry(
              "AWS::EC2::LaunchTemplate",
              ResourceType.of(
                  FleetTypes::launchTemplate,
                  FleetTypes::deleteLaunchTemplate,
                  FleetTypes::changeLaunchTemplate)),
          entry(
              "AWS::EC2::NatGateway",
              ResourceType.of(VpcTypes::natGateway, VpcTypes::deleteNatGateway)),
          entry(
              "AWS::EC2::NetworkAcl",
              ResourceType.of(NetworkFilterTypes::acl, NetworkFilterTypes::deleteAcl)),
          entry(
              "AWS::EC2::NetworkAclEntry",
              ResourceType.of(NetworkFilterTypes::aclEntry, NetworkFilterTypes::deleteAclEntry)),
          entry(
              "AWS::EC2::Route",
              ResourceType.of(VpcTypes::route, VpcTypes::deleteRoute, VpcTypes::changeRoute)),
          entry(
              "AWS::EC2::RouteTable",
              ResourceType.of(VpcTypes::routeTable, VpcTypes::deleteRouteTable)),
          entry(
              "AWS::EC2::SecurityGroup",
              ResourceType.of(
                  NetworkTypes::securityGroup,
                  NetworkTypes::deleteSecurityGroup,
                  NetworkTypes::changeSecurityGroup)),
          entry(
              "AWS::EC2::SecurityGroupEgress",
              ResourceType.of(NetworkFilterTypes::egress, NetworkFilterTypes::deleteRule)),
          entry(
              "AWS::EC2::SecurityGroupIngress",
              ResourceType.of(NetworkFilterTypes::ingress, NetworkFilterTypes::deleteRule)),
          entry(
              "AWS::EC2::Subnet",
              ResourceType.of(NetworkTypes::subnet, NetworkTypes::deleteSubnet)),
          entry(
              "AWS::EC2::SubnetNetworkAclAssociation",
              ResourceType.of(
                  NetworkFilterTypes::aclAssociation, NetworkFilterTypes::endAclAssociation)),
          entry(
              "AWS::EC2::SubnetRouteTableAssociation",
              ResourceType.of(VpcTypes::tableAssociation, VpcTypes::disassociateTable)),
          entry("AWS::EC2::VPC", ResourceType.of(NetworkTypes::vpc, NetworkTypes::deleteVpc)),
          entry(
              "AWS::EC2::VPCEndpoint",
              ResourceType.of(NetworkFilterTypes::endpoint, NetworkFilterTypes::deleteEndpoint)),
          entry(
              "AWS::EC2::VPCGatewayAttachment",
              ResourceType.of(VpcTypes::gatewayAttachment, VpcTypes::detachGateway)),
          entry(
              "AWS::ElasticLoadBalancingV2::Listener",
              ResourceType.of(LoadBalancingTypes::listener, LoadBalancingTypes::deleteListener)),
          entry(
              "AWS::ElasticLoadBalancingV2::ListenerRule",
              ResourceType.of(LoadBalancingTypes::rule, LoadBalancingTypes::deleteRule)),
          entry(
              "AWS::ElasticLoadBalancingV2::LoadBalancer",
              ResourceType.of(
                  LoadBalancingTypes::loadBalancer, LoadBalancingTypes::deleteLoadBalancer)),
          entry(
              "AWS::ElasticLoadBalancingV2::TargetGroup",
              ResourceType.of(
                  LoadBalancingTypes::targetGroup, LoadBalancingTypes::deleteTargetGroup)),
          entry("AWS::IAM::InstanceProfile", new IamInstanceProfileType()),
          entry(
              "AWS::IAM::ManagedPolicy",
              ResourceType.of(IamPolicyTypes::managedPolicy, IamPolicyTypes::deleteManagedPolicy)),
          entry(
              "AWS::IAM::Policy",
              ResourceType.of(
                  IamPolicyTypes::policy,
                  IamPolicyTypes::deletePolicy,
                  IamPolicyTypes::changePolicy)),
          entry("AWS::IAM::Role", new IamRoleType()),
          entry(
              "AWS::SSM::Document", ResourceType.of(SsmTypes::document, SsmTypes::deleteDocument)),
          entry(
              "AWS::SSM::Parameter",
              ResourceType.of(
                  SsmTypes::parameter, SsmTypes::deleteParameter, SsmTypes::changeParameter)));

  /** The properties that resources must have, as the types' reference pages say. */
  private static final ImmutableSetMultimap<String, String> REQUIRED =
      ImmutableSetMultimap.<String, String>builder()
          .putAll("AWS::AutoScaling::AutoScalingGroup", "MaxSize", "MinSize")
          .putAll("AWS::AutoScaling::LifecycleHook", "AutoScalingGroupName", "LifecycleTransition")
          .putAll("AWS::AutoScaling::ScalingPolicy", "AutoScalingGroupName")
          .putAll("AWS::AutoScaling::ScheduledAction", "AutoScalingGroupName")
          .putAll("AWS::AutoScaling::WarmPool", "AutoScalingGroupName")
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
