package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;
import software.amazon.awssdk.services.iam.model.Role;

/** What a new node group is refused for. */
record NodegroupChecks(Eks eks) {
  private static final String NODES = "ec2.amazonaws.com";

  void require(EksCluster cluster, CreateNodegroupRequest request) {
    if (request.launchTemplate() != null) {
      launchTemplate(request);
    }
    role(request.nodeRole());
    subnets(cluster, request.subnets());
    instanceTypes(request);
    if (request.version() != null) {
      version(request.version(), cluster.settings().version());
    }
    scaling(request.scalingConfig());
  }

  private void launchTemplate(CreateNodegroupRequest request) {
    if (request.diskSize() != null) {
      throw EksErrors.invalidParameter("Disk size must be specified within the launch template.");
    }
    if (request.remoteAccess() != null) {
      throw EksErrors.invalidParameter(
          "Remote access configuration cannot be specified with a launch template.");
    }
    template(request.launchTemplate());
  }

  /** Refuses a launch template that is not there. */
  void template(LaunchTemplateSpecification named) {
    try {
      LaunchTemplate template = eks.ec2.template(named.id(), named.name());
      eks.ec2.version(template, named.version());
    } catch (AwsError absent) {
      throw Eks.refused(absent);
    }
  }

  private void role(String arn) {
    Role role = eks.iam.roleWithArn(arn);
    if (role == null) {
      throw EksErrors.invalidParameter(
          "The role with name " + arn.substring(arn.lastIndexOf('/') + 1) + " cannot be found.");
    }
    if (!eks.iam.trusts(role, NODES)) {
      throw EksErrors.invalidParameter(
          "Following required service principals [%s] were not found in the trust relationships of nodeRole %s"
              .formatted(NODES, arn));
    }
  }

  private void subnets(EksCluster cluster, List<String> ids) {
    String vpc = cluster.settings().resourcesVpcConfig().vpcId();
    if (ids.isEmpty()) {
      throw EksErrors.invalidParameter("Subnets can't be empty");
    }
    for (String id : ids) {
      if (!eks.networks.subnet(id).vpcId().equals(vpc)) {
        throw EksErrors.invalidParameter(
            "Subnet %s is not in the VPC of the cluster: %s".formatted(id, vpc));
      }
    }
  }

  private static void instanceTypes(CreateNodegroupRequest request) {
    List<String> unknown =
        request.instanceTypes().stream().filter(type -> !Ec2.hasInstanceType(type)).toList();
    if (!unknown.isEmpty()) {
      throw EksErrors.invalidParameter(
          "The following supplied instance types do not exist: " + unknown);
    }
    String image = Objects.requireNonNullElse(request.amiTypeAsString(), "AL2023_x86_64_STANDARD");
    List<String> unfit =
        image.equals("CUSTOM")
            ? List.of()
            : request.instanceTypes().stream()
                .filter(type -> Ec2.isArm(type) != image.contains("ARM"))
                .toList();
    if (!unfit.isEmpty()) {
      throw EksErrors.invalidParameter(
          unfit + " is not a valid instance type for requested amiType " + image);
    }
  }

  /** Refuses a version that nodes of a cluster cannot have. */
  static void version(String wanted, String clusterVersion) {
    int minor = KubernetesVersion.minor(wanted);
    int cluster = KubernetesVersion.minor(clusterVersion);
    if (minor < 0 || minor > cluster || minor < cluster - 3) {
      throw EksErrors.invalidParameter(
          "Requested Nodegroup version %s is invalid for cluster version %s"
              .formatted(wanted, clusterVersion));
    }
  }

  /** Returns how many nodes a group has, or throws EKS's error. */
  static NodegroupScalingConfig scaling(@Nullable NodegroupScalingConfig requested) {
    NodegroupScalingConfig given =
        requested == null ? NodegroupScalingConfig.builder().build() : requested;
    int min = Objects.requireNonNullElse(given.minSize(), 1);
    int max = Objects.requireNonNullElse(given.maxSize(), Math.max(2, min));
    int desired = Objects.requireNonNullElse(given.desiredSize(), Math.min(max, Math.max(2, min)));
    if (min > desired) {
      throw EksErrors.invalidParameter(
          "Minimum capacity %d can't be greater than desired size %d".formatted(min, desired));
    }
    if (desired > max) {
      throw EksErrors.invalidParameter(
          "desired capacity %d can't be greater than max size %d".formatted(desired, max));
    }
    return NodegroupScalingConfig.builder().minSize(min).maxSize(max).desiredSize(desired).build();
  }
}
