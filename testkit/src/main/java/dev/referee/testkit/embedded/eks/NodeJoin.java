package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.autoscaling.AutoScaling;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.policy.NeededPermission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupIssueCode;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * Whether instances join their cluster as nodes.
 *
 * <p>They need a role with the permissions of nodes, which the cluster admits, and a path to the
 * cluster and to the registry of its images. Without permissions for pod networking, or without
 * images, they join and never become ready.
 */
record NodeJoin(Eks eks) {

  /**
   * Returns what keeps the instances of a group from being nodes; null when nothing does.
   *
   * @param states the states of instances that can be nodes
   */
  @Nullable Issue problem(EksCluster cluster, NodegroupRecord group, InstanceStateName... states) {
    List<Instance> instances =
        NodegroupResources.instances(group, eks.context).stream()
            .map(eks.ec2::instance)
            .filter(instance -> Ec2.isIn(instance, states))
            .toList();
    if (instances.size() < group.settings().scalingConfig().desiredSize()) {
      return issue(
          NodegroupIssueCode.ASG_INSTANCE_LAUNCH_FAILURES,
          "The Auto Scaling group could not launch the instances that it should have",
          List.of(group.scalingGroup()));
    }
    List<String> unaddressed =
        group.settings().subnets().stream()
            .filter(eks.ec2::isPublic)
            .filter(id -> !Boolean.TRUE.equals(eks.ec2.subnet(id).mapPublicIpOnLaunch()))
            .toList();
    if (!unaddressed.isEmpty() && group.settings().launchTemplate() == null) {
      return issue(
          NodegroupIssueCode.EC2_SUBNET_INVALID_CONFIGURATION,
          ("One or more Amazon EC2 Subnets of %s for node group %s does not automatically assign"
               + " public IP addresses to instances launched into it. If you want your instances to"
               + " be assigned a public IP address, then you need to enable auto-assign public IP"
               + " address for the subnet. See IP addressing in VPC guide:"
               + " https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html#subnet-public-ip")
              .formatted(unaddressed, group.name()),
          unaddressed);
    }
    List<String> absent =
        ids(
            instances.stream()
                .filter(instance -> !joins(cluster, group.settings(), instance))
                .toList());
    if (!absent.isEmpty()) {
      return issue(
          NodegroupIssueCode.NODE_CREATION_FAILURE,
          "Instances failed to join the kubernetes cluster",
          absent);
    }
    List<String> unready =
        ids(
            instances.stream()
                .filter(instance -> !isReady(cluster, group.settings(), instance))
                .toList());
    return unready.isEmpty()
        ? null
        : issue(
            NodegroupIssueCode.NODE_CREATION_FAILURE,
            "Unhealthy nodes in the kubernetes cluster",
            unready);
  }

  private static List<String> ids(List<Instance> instances) {
    return instances.stream().map(Instance::instanceId).toList();
  }

  private boolean joins(EksCluster cluster, Nodegroup group, Instance instance) {
    return eks.roleFor(group.nodeRole(), "ec2.amazonaws.com") != null
        && may(group, "ec2:DescribeInstances")
        && isAdmitted(cluster, group)
        && reaches(cluster, instance);
  }

  private boolean isReady(EksCluster cluster, Nodegroup group, Instance instance) {
    return may(group, "ecr:GetAuthorizationToken")
        && may(group, "ecr:BatchGetImage")
        && (may(group, "ec2:AssignPrivateIpAddresses") || cluster.podNetworkHasOwnRole())
        && eks.ec2.pathTo(instance, "ecr.api") != null;
  }

  private boolean may(Nodegroup group, String action) {
    Role role = eks.iam.roleWithArn(group.nodeRole());
    return role != null && eks.iam.allows(role.roleName(), new NeededPermission(action, "*"));
  }

  /** Says whether a cluster knows a role; EKS itself adds it to the aws-auth ConfigMap. */
  private static boolean isAdmitted(EksCluster cluster, Nodegroup group) {
    AccessEntries.Entry entry = cluster.accessEntries.get(group.nodeRole());
    return AccessEntries.mode(cluster) != AuthenticationMode.API
        || (entry != null && entry.shown().type().startsWith("EC2"));
  }

  private boolean reaches(EksCluster cluster, Instance instance) {
    VpcConfigResponse network = cluster.settings().resourcesVpcConfig();
    return network.endpointPrivateAccess()
        || (network.endpointPublicAccess() && eks.ec2.pathTo(instance, "eks") != null);
  }

  /** Returns what a group in use has lost that it cannot be without. */
  List<Issue> lost(EksCluster cluster, NodegroupRecord group) {
    List<Issue> issues = new ArrayList<>();
    if (AutoScaling.of(eks.context).findGroup(group.scalingGroup()) == null) {
      issues.add(
          issue(
              NodegroupIssueCode.AUTO_SCALING_GROUP_NOT_FOUND,
              "The Auto Scaling group of the node group is not there any more",
              List.of(group.scalingGroup())));
    }
    String role = group.settings().nodeRole();
    if (eks.iam.roleWithArn(role) == null) {
      issues.add(
          issue(
              NodegroupIssueCode.IAM_NODE_ROLE_NOT_FOUND,
              "The role of the node group is not there any more",
              List.of(role)));
    } else if (!isAdmitted(cluster, group.settings())) {
      issues.add(
          issue(
              NodegroupIssueCode.ACCESS_DENIED,
              "The role of the node group has no access entry for nodes",
              List.of(role)));
    }
    return issues;
  }

  static Issue issue(NodegroupIssueCode code, String message, List<String> about) {
    return Issue.builder().code(code).message(message).resourceIds(about).build();
  }
}
