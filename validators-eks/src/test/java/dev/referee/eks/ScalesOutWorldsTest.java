package dev.referee.eks;

import dev.referee.testkit.Worlds;
import java.util.stream.Stream;

/** The contract of the check that pods get nodes: Karpenter, EKS Auto Mode, Cluster Autoscaler. */
class ScalesOutWorldsTest extends WorkloadContract {

  @Override
  protected Worlds<WorkloadCluster> worlds() {
    return new ClusterWorlds<WorkloadCluster>()
        .broken(karpenter(ScalesOutKarpenterTest.broken()))
        .fixed(karpenter(ScalesOutKarpenterTest.fixed()))
        .settling(karpenter(ScalesOutKarpenterTest.settling()))
        .overFixed(karpenter(ScalesOutKarpenterTest.overFixed()))
        .any(
            ScalesOutAutoModeTest.worlds()
                .map(
                    world ->
                        world.after(
                            it -> {
                              ScalesOutAutoModeTest.enable(it);
                              return new ScalesOutObjects(it).ofAutoMode();
                            })))
        .broken(ScalesOutClusterAutoscalerTest.broken())
        .any(ScalesOutClusterAutoscalerTest.fixed())
        .settling(ScalesOutClusterAutoscalerTest.settling())
        .overFixed(ScalesOutClusterAutoscalerTest.overFixed())
        .absent(
            Stream.of(
                ClusterWorld.of(
                    "no cluster",
                    "FAILED ClusterNotActive",
                    () -> EksChecks.scalesOut().build(),
                    WorkloadCluster::judgeAnotherCluster)))
        .broken(
            Stream.of(
                ScalesOutWorld.asking(
                        "a quota keeps a pod from being created",
                        "FAILED PodsNotCreated",
                        it -> it.namespace("shop").workload("web"),
                        it -> {
                          it.karpenter().pool("default");
                          it.cluster()
                              .deployment(
                                  2,
                                  1,
                                  1,
                                  "",
                                  """
                                  conditions:
                                  - {type: ReplicaFailure, status: "True", reason: FailedCreate, message: "exceeded quota: team"}
                                  """);
                          it.cluster().running("web-7d4-0");
                        })
                    .after(it -> new ScalesOutObjects(it).ofKarpenter())))
        .several(
            Stream.of(
                ScalesOutWorld.world(
                        "one of two pods gets no node",
                        "FAILED PodsNotScheduled",
                        it -> {
                          it.karpenter().pool("default");
                          it.waiting("web-7d4-0", 20, "0/2 nodes are available.");
                        })
                    .after(it -> new ScalesOutObjects(it).ofKarpenter())))
        .pageTwo(
            Stream.of(
                ScalesOutWorld.world(
                        "the last of three pods waits",
                        "FAILED PodsNotScheduled",
                        it -> {
                          it.karpenter().pool("default");
                          it.waiting("web-7d4-0", 1, "0/2 nodes are available.");
                          it.waiting("web-7d4-1", 1, "0/2 nodes are available.");
                          it.waiting("web-7d4-2", 20, "0/2 nodes are available.");
                          it.cluster().kubernetes().pageSize(2);
                        })
                    .after(it -> new ScalesOutObjects(it).ofKarpenter())))
        .worlds();
  }

  private static Stream<ClusterWorld<WorkloadCluster>> karpenter(Stream<ScalesOutWorld> worlds) {
    return worlds.map(world -> world.after(it -> new ScalesOutObjects(it).ofKarpenter()));
  }
}
