package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link ClusterReady}, in the order in which to fix them. */
final class ClusterReadyExpectations {
  static final Expectation STACK =
      Expectation.of("StackFailed", "stack", "The stacks that create the cluster do not fail");
  static final Expectation ACTIVE = ClusterCheck.ACTIVE;
  static final Expectation HEALTHY =
      Expectation.of("ClusterUnhealthy", "cluster", "EKS reports no health issue of the cluster");
  static final Expectation GROUP =
      Expectation.of(
          "NodeGroupFailed", "node groups", "The node groups and Fargate profiles do not fail");
  static final Expectation LAUNCHED =
      Expectation.of(
          "InstancesNotLaunched", "instances", "The Auto Scaling groups can launch the instances");
  static final Expectation ROLE =
      Expectation.of("NodeRoleMissing", "instances", "The instances get a role");
  static final Expectation MAPPED =
      Expectation.of("NodeRoleNotMapped", "role", "The cluster admits the role of the nodes");
  static final Expectation PERMITTED =
      Expectation.of(
          "NodeRoleNotPermitted", "role", "The role of the nodes may do what nodes have to do");
  static final Expectation NAMED =
      Expectation.of(
          "NodesNameOtherCluster", "user data", "The user data of the nodes names this cluster");
  static final Expectation DNS =
      Expectation.of("VpcDnsOff", "VPC", "The VPC resolves DNS names and gives host names");
  static final Expectation ENDPOINT =
      Expectation.of(
          "NodesCannotReachApi", "network", "The nodes reach the API server of the cluster");
  static final Expectation SERVICES =
      Expectation.of(
          "NodesCannotReachServices", "network", "The nodes reach the AWS services they need");
  static final Expectation JOINED =
      Expectation.of("NodesMissing", "nodes", "Enough nodes have joined the cluster");
  static final Expectation READY =
      Expectation.of("NodesNotReady", "nodes", "Enough nodes are Ready");
  static final Expectation ZONES =
      Expectation.of("TooFewZones", "nodes", "The nodes are in enough Availability Zones");
  static final Expectation VERSION =
      Expectation.of(
          "VersionDiffers", "version", "The cluster and its nodes have the Kubernetes version");
  static final Expectation CNI =
      Expectation.of("PodNetworkNotRunning", "pod network", "The pod network plugin is running");
  static final Expectation PROXY =
      Expectation.of("KubeProxyNotRunning", "kube-proxy", "kube-proxy is running on the nodes");
  static final Expectation COREDNS =
      Expectation.of("CoreDnsNotRunning", "cluster DNS", "CoreDNS is running");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          STACK, ACTIVE, HEALTHY, GROUP, LAUNCHED, ROLE, MAPPED, PERMITTED, NAMED, DNS, ENDPOINT,
          SERVICES, JOINED, READY, ZONES, VERSION, CNI, PROXY, COREDNS);

  private ClusterReadyExpectations() {}
}
