package dev.referee.eks;

import static dev.referee.eks.WorkloadCluster.waiting;

import dev.referee.Check;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Worlds in which the workload {@code web} does not run, whatever else is judged of it. */
final class BrokenRollouts {
  private BrokenRollouts() {}

  /**
   * Returns the worlds.
   *
   * @param check the check that judges them
   * @param replicas how many replicas there have to be
   * @param more builds what the check needs beside the workload
   */
  static Stream<ClusterWorld<WorkloadCluster>> of(
      Supplier<Check> check, int replicas, Consumer<WorkloadCluster> more) {
    return Stream.of(
        world(
            "a quota keeps a pod from being created",
            "FAILED PodsNotCreated",
            check,
            it -> {
              it.healthy(replicas);
              it.deployment(
                  replicas,
                  replicas - 1,
                  replicas - 1,
                  "",
                  """
                  conditions:
                  - {type: ReplicaFailure, status: "True", reason: FailedCreate, message: "exceeded quota: team"}
                  """);
              more.accept(it);
            }),
        stuck(
            "no node has room for a pod",
            "FAILED PodsNotScheduled",
            check,
            replicas,
            it -> {
              it.pod(
                  "web-7d4-0",
                  false,
                  20,
                  "",
                  "",
                  "{type: PodScheduled, status: \"False\", reason: Unschedulable, message: \"0/2"
                      + " nodes are available: 2 Insufficient cpu.\"}");
              more.accept(it);
            }),
        stuck(
            "an image cannot be pulled",
            "FAILED ImageNotPulled",
            check,
            replicas,
            it -> {
              it.pod("web-7d4-0", false, waiting("ImagePullBackOff", "not found"));
              more.accept(it);
            }),
        stuck(
            "a container crashes",
            "FAILED ContainersCrash",
            check,
            replicas,
            it -> {
              it.pod("web-7d4-0", false, waiting("CrashLoopBackOff", "back-off"));
              more.accept(it);
            }),
        stuck(
            "a volume cannot be mounted",
            "FAILED ContainersNotStarted",
            check,
            replicas,
            it -> {
              it.pod("web-7d4-0", false, 20, "node-a", waiting("ContainerCreating", ""), "");
              it.event("Pod", "web-7d4-0", "FailedMount", "configmap \"web\" not found");
              more.accept(it);
            }),
        stuck(
            "a pod is not ready",
            "FAILED PodsNotReady",
            check,
            replicas,
            it -> {
              it.pod(
                  "web-7d4-0",
                  false,
                  "restartCount: 0, ready: false, state: {running: {startedAt: @20}}");
              more.accept(it);
            }));
  }

  private static ClusterWorld<WorkloadCluster> stuck(
      String name,
      String expected,
      Supplier<Check> check,
      int replicas,
      Consumer<WorkloadCluster> story) {
    return world(
        name,
        expected,
        check,
        it -> {
          it.healthy(replicas);
          it.deployment(replicas, replicas, replicas - 1, "", "");
          story.accept(it);
        });
  }

  private static ClusterWorld<WorkloadCluster> world(
      String name, String expected, Supplier<Check> check, Consumer<WorkloadCluster> story) {
    return ClusterWorld.of(name, expected, check, story);
  }
}
