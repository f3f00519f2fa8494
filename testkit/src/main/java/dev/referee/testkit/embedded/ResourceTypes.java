package dev.referee.testkit.embedded;

import java.util.Map;

/** Lists the resource types that a template can have. */
final class ResourceTypes {
  private static final Map<String, ResourceType> TYPES =
      Map.of(
          "AWS::AutoScaling::AutoScalingGroup",
          ResourceType.of(FleetTypes::group, FleetTypes::deleteGroup),
          "AWS::EC2::Instance",
          ResourceType.of(FleetTypes::instance, FleetTypes::terminate),
          "AWS::EC2::LaunchTemplate",
          ResourceType.of(FleetTypes::launchTemplate, FleetTypes::deleteLaunchTemplate),
          "AWS::EC2::SecurityGroup",
          ResourceType.of(NetworkTypes::securityGroup, NetworkTypes::deleteSecurityGroup),
          "AWS::EC2::Subnet",
          ResourceType.of(NetworkTypes::subnet, NetworkTypes::deleteSubnet),
          "AWS::EC2::VPC",
          ResourceType.of(NetworkTypes::vpc, NetworkTypes::deleteVpc),
          "AWS::IAM::InstanceProfile",
          new IamInstanceProfileType(),
          "AWS::IAM::Role",
          new IamRoleType());

  private ResourceTypes() {}

  static ResourceType get(String type) {
    ResourceType found = TYPES.get(type);
    if (found == null) {
      throw Template.invalid("Template format error: Unrecognized resource types: [" + type + "]");
    }
    return found;
  }
}
