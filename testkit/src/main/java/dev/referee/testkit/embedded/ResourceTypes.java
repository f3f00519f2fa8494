package dev.referee.testkit.embedded;

import static java.util.Map.entry;

import java.util.Map;

/** Lists the resource types that a template can have. */
final class ResourceTypes {
  private static final Map<String, ResourceType> TYPES =
      Map.ofEntries(
          entry(
              "AWS::AutoScaling::AutoScalingGroup",
              ResourceType.of(FleetTypes::group, FleetTypes::deleteGroup)),
          entry("AWS::EC2::Instance", ResourceType.of(FleetTypes::instance, FleetTypes::terminate)),
          entry(
              "AWS::EC2::LaunchTemplate",
              ResourceType.of(FleetTypes::launchTemplate, FleetTypes::deleteLaunchTemplate)),
          entry(
              "AWS::EC2::SecurityGroup",
              ResourceType.of(NetworkTypes::securityGroup, NetworkTypes::deleteSecurityGroup)),
          entry(
              "AWS::EC2::Subnet",
              ResourceType.of(NetworkTypes::subnet, NetworkTypes::deleteSubnet)),
          entry("AWS::EC2::VPC", ResourceType.of(NetworkTypes::vpc, NetworkTypes::deleteVpc)),
          entry(
              "AWS::ElasticLoadBalancingV2::Listener",
              ResourceType.of(LoadBalancingTypes::listener, LoadBalancingTypes::deleteListener)),
          entry(
              "AWS::ElasticLoadBalancingV2::LoadBalancer",
              ResourceType.of(
                  LoadBalancingTypes::loadBalancer, LoadBalancingTypes::deleteLoadBalancer)),
          entry(
              "AWS::ElasticLoadBalancingV2::TargetGroup",
              ResourceType.of(
                  LoadBalancingTypes::targetGroup, LoadBalancingTypes::deleteTargetGroup)),
          entry("AWS::IAM::InstanceProfile", new IamInstanceProfileType()),
          entry("AWS::IAM::Role", new IamRoleType()));

  private ResourceTypes() {}

  static ResourceType get(String type) {
    ResourceType found = TYPES.get(type);
    if (found == null) {
      throw Template.invalid("Template format error: Unrecognized resource types: [" + type + "]");
    }
    return found;
  }
}
