package dev.referee.eks;

import dev.referee.Check;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Worlds;
import dev.referee.testkit.kubernetes.ClusterCheckContract;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The contract of the check that the cluster and its nodes exist and work. */
class ClusterReadyWorldsTest extends ClusterCheckContract<ClusterReadyScene> {
  @Override
  protected ClusterReadyScene begin(EmbeddedSandbox sandbox) {
    return new ClusterReadyScene(sandbox);
  }

  @Override
  protected Optional<EmbeddedKubernetes> kubernetes(ClusterReadyScene world) {
    return world.started();
  }

  @Override
  protected Check check(ClusterReadyScene world) {
    return world.check.build();
  }

  @Override
  protected List<String> secrets() {
    return List.of(ClusterReadyScene.PASSWORD);
  }

  /** {@link ClusterReadyStackTest} has the worlds of stacks. */
  @Override
  protected Set<String> codesOfRaces() {
    return Set.of("NodesCannotReachServices", "StackFailed");
  }

  /** The networks module tests its own reads. */
  @Override
  protected Set<String> actionsOfNoWorld() {
    return Set.of(
        "autoscaling:DescribeScalingActivities",
        "cloudformation:DescribeStackEvents",
        "ec2:DescribeNatGateways",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DescribeTransitGatewayAttachments",
        "ec2:DescribeTransitGatewayVpcAttachments",
        "ec2:GetManagedPrefixListEntries",
        "ec2:SearchTransitGatewayRoutes",
        "eks:DescribeFargateProfile",
        "eks:ListClusters");
  }

  @Override
  protected Worlds<ClusterReadyScene> worlds() {
    return new ClusterWorlds<ClusterReadyScene>()
        .any(ClusterReadyTest.missing())
        .any(ClusterReadyTest.building())
        .any(ClusterReadyTest.groups())
        .any(ClusterReadyTest.joining())
        .any(ClusterReadyTest.joined())
        .any(ClusterReadyTest.system())
        .fixed(ClusterReadyTest.correct())
        .overFixed(ClusterReadyTest.overFixed())
        .absent(
            Stream.of(
                new ClusterWorld<>("there is no cluster", "FAILED ClusterNotActive", it -> {})))
        .several(
            Stream.of(
                new ClusterWorld<>(
                    "one of two nodes is not Ready",
                    "FAILED NodesNotReady",
                    it -> {
                      it.active()
                          .system(2)
                          .node("a", node -> {})
                          .node("b", node -> node.ready = false);
                      it.check.nodes(2);
                    })))
        .pageTwo(
            Stream.of(
                new ClusterWorld<>(
                    "the last of three nodes is in no other zone",
                    "FAILED TooFewZones",
                    it -> {
                      it.active().system(3);
                      it.node("a", node -> {}).node("b", node -> {}).node("c", node -> {});
                      it.check.nodes(3).zones(2);
                      it.kubernetes().pageSize(2);
                    })))
        .worlds();
  }
}
