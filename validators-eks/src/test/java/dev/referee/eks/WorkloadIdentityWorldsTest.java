package dev.referee.eks;

import dev.referee.Check;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Worlds;
import dev.referee.testkit.kubernetes.ClusterCheckContract;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The contract of the check that a workload uses its own role. */
class WorkloadIdentityWorldsTest extends ClusterCheckContract<WorkloadIdentityWorld> {
  @Override
  protected WorkloadIdentityWorld begin(EmbeddedSandbox sandbox) {
    return new WorkloadIdentityWorld(sandbox);
  }

  @Override
  protected Optional<EmbeddedKubernetes> kubernetes(WorkloadIdentityWorld world) {
    return Optional.of(world.kubernetes);
  }

  @Override
  protected Check check(WorkloadIdentityWorld world) {
    return world.check();
  }

  @Override
  protected List<String> secrets() {
    return List.of(WorkloadIdentityWorld.PASSWORD);
  }

  /** {@link WorkloadIdentityTest} has the world without a cluster. */
  @Override
  protected Set<String> codesOfRaces() {
    return Set.of("ClusterNotActive");
  }

  /** Nodes of these worlds are no instances. */
  @Override
  protected Set<String> actionsOfNoWorld() {
    return Set.of("ec2:DescribeInstances", "eks:ListClusters", "iam:GetInstanceProfile");
  }

  @Override
  protected Worlds<WorkloadIdentityWorld> worlds() {
    return new ClusterWorlds<WorkloadIdentityWorld>()
        .broken(built(WorkloadIdentityTest.fails()))
        .overFixed(built(WorkloadIdentityTest.failsIfOverFixed()))
        .fixed(built(WorkloadIdentityTest.passes()))
        .absent(built(Stream.of(absent())))
        .several(built(Stream.of(several())))
        .pageTwo(built(Stream.of(pageTwo())))
        .settling(built(Stream.of(settling())))
        .worlds();
  }

  private static ClusterWorld<WorkloadIdentityWorld> absent() {
    return new ClusterWorld<>(
        "there is no workload", "FAILED WorkloadMissing", it -> it.hasDeployment = false);
  }

  private static ClusterWorld<WorkloadIdentityWorld> several() {
    return new ClusterWorld<>(
        "one of two pods runs since before the change",
        "FAILED PodsNotRestarted",
        it -> it.lastPod(pod -> pod.with(Map.of())));
  }

  private static ClusterWorld<WorkloadIdentityWorld> pageTwo() {
    return new ClusterWorld<>(
        "the last of three pods runs since before the change",
        "FAILED PodsNotRestarted",
        it -> {
          it.pods("orders-1", "orders-2", "orders-3");
          it.lastPod(pod -> pod.with(Map.of()));
          it.kubernetes.pageSize(2);
        });
  }

  private static ClusterWorld<WorkloadIdentityWorld> settling() {
    return new ClusterWorld<>(
        "a rollout replaces the pods",
        "PENDING PodsNotRestarted",
        it -> {
          it.updated = 1;
          it.lastPod(pod -> pod.with(Map.of()));
        });
  }

  /** A story only says what is to be built. */
  private static Stream<ClusterWorld<WorkloadIdentityWorld>> built(
      Stream<ClusterWorld<WorkloadIdentityWorld>> some) {
    return some.map(
        world ->
            new ClusterWorld<>(
                world.name(),
                world.expected(),
                it -> {
                  world.story().accept(it);
                  it.build();
                }));
  }
}
