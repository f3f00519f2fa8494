package dev.referee.eks;

import static dev.referee.eks.WorkloadCluster.running;
import static dev.referee.eks.WorkloadCluster.waiting;

import dev.referee.testkit.Worlds;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Worlds of the check of disruption budgets. */
class DisruptionBudgetWorldsTest extends WorkloadContract {

  /** The API server refuses an eviction only if the status of the budget has changed since. */
  @Override
  protected Set<String> codesOfRaces() {
    return Set.of("EvictionRefused");
  }

  @Override
  protected Worlds<WorkloadCluster> worlds() {
    return new ClusterWorlds<WorkloadCluster>()
        .broken(broken())
        .broken(
            BrokenRollouts.of(
                () -> web().build(),
                3,
                it -> budget(it, "web", "maxUnavailable: 1, " + WEB, ALLOWS_NONE)))
        .fixed(fixed())
        .settling(settling())
        .overFixed(overFixed())
        .absent(absent())
        .several(several())
        .pageTwo(pageTwo())
        .worlds();
  }

  /** The mock knows no evictions. */
  static DisruptionBudgetBuilder web() {
    return EksChecks.disruptionBudget().namespace("shop").workload("web").tryEviction(false);
  }

  static ClusterWorld<WorkloadCluster> world(
      String name, String expected, Consumer<WorkloadCluster> story) {
    return ClusterWorld.of(name, expected, () -> web().build(), story);
  }

  static ClusterWorld<WorkloadCluster> world(
      String name, String expected, DisruptionBudgetBuilder check, Consumer<WorkloadCluster> more) {
    return ClusterWorld.of(name, expected, check::build, more);
  }

  /** All is well but for the budget. */
  static ClusterWorld<WorkloadCluster> budget(
      String name, String expected, String spec, String status) {
    return world(
        name,
        expected,
        it -> {
          it.healthy(3);
          budget(it, "web", spec, status);
        });
  }

  static final String ALLOWS =
      "observedGeneration: 1, expectedPods: 3, currentHealthy: 3, desiredHealthy: 2,"
          + " disruptionsAllowed: 1";
  static final String ALLOWS_NONE =
      "observedGeneration: 1, expectedPods: 3, currentHealthy: 2, desiredHealthy: 2,"
          + " disruptionsAllowed: 0";

  static void budget(WorkloadCluster it, String name, String spec, String status) {
    it.apply(
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: %s, namespace: shop, generation: 1}
        spec: {%s}
        status: {%s}
        """
            .formatted(name, spec, status));
  }

  static final String WEB = "selector: {matchLabels: {app: web}}";

  private static Stream<ClusterWorld<WorkloadCluster>> broken() {
    return Stream.of(
        world(
            "a single replica",
            "FAILED TooFewReplicas",
            it -> {
              it.healthy(1);
              budget(it, "web", "maxUnavailable: 1, " + WEB, ALLOWS);
            }),
        world("no budget", "FAILED BudgetMissing", it -> it.healthy(3)),
        budget(
            "a typing error in the selector",
            "FAILED BudgetMissing",
            "maxUnavailable: 1, selector: {matchLabels: {app: webb}}",
            ALLOWS),
        budget("no selector", "FAILED BudgetMissing", "maxUnavailable: 1", ALLOWS),
        budget(
            "an expression that excludes them",
            "FAILED BudgetMissing",
            "maxUnavailable: 1, selector: {matchExpressions: [{key: app, operator: NotIn, values:"
                + " [web]}]}",
            ALLOWS),
        world(
            "in another namespace",
            "FAILED BudgetMissing",
            it -> {
              it.healthy(3);
              it.apply(
                  """
                  apiVersion: policy/v1
                  kind: PodDisruptionBudget
                  metadata: {name: web, namespace: other}
                  spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
                  """);
            }),
        budget("none may be away", "FAILED BudgetBlocksDrains", "maxUnavailable: 0, " + WEB, ""),
        budget(
            "none may be away, in percent",
            "FAILED BudgetBlocksDrains",
            "maxUnavailable: \"0%\", " + WEB,
            ""),
        budget("all have to stay", "FAILED BudgetBlocksDrains", "minAvailable: 3, " + WEB, ALLOWS),
        budget(
            "all have to stay, in percent",
            "FAILED BudgetBlocksDrains",
            "minAvailable: \"100%\", " + WEB,
            ALLOWS),
        budget(
            "all have to stay, as percentages are rounded up",
            "FAILED BudgetBlocksDrains",
            "minAvailable: \"67%\", " + WEB,
            ALLOWS),
        budget(
            "pods without a controller",
            "FAILED NoDisruptionAllowed",
            "maxUnavailable: 1, " + WEB,
            "observedGeneration: 1, disruptionsAllowed: 0, conditions: [{type: DisruptionAllowed,"
                + " status: \"False\", reason: SyncFailed, message: found no controllers,"
                + " lastTransitionTime: @20}]"),
        world(
            "a pod crashes",
            "FAILED ContainersCrash",
            it -> {
              it.healthy(3);
              it.deployment(3, 3, 2, "", "");
              it.pod("web-7d4-2", false, waiting("CrashLoopBackOff", "back-off"));
              budget(it, "web", "minAvailable: 2, " + WEB, ALLOWS_NONE);
            }),
        world(
            "unhealthy pods hold drains up",
            "FAILED UnhealthyPodsBlockDrains",
            web().evictUnhealthy(true),
            it -> {
              it.healthy(3);
              budget(it, "web", "maxUnavailable: 1, " + WEB, ALLOWS);
            }),
        world(
            "all in one zone",
            "FAILED ReplicasNotSpread",
            web().zones(2),
            it -> {
              it.healthy(3);
              node(it, "node-a", "eu-west-1a");
              node(it, "node-b", "eu-west-1b");
              budget(it, "web", "maxUnavailable: 1, " + WEB, ALLOWS);
            }));
  }

  static void node(WorkloadCluster it, String name, String zone) {
    it.apply(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s, labels: {topology.kubernetes.io/zone: %s}}
        """
            .formatted(name, zone));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> fixed() {
    return Stream.of(
        budget("one may be away", "PASSED ", "maxUnavailable: 1, " + WEB, ALLOWS),
        budget("two have to stay", "PASSED ", "minAvailable: 2, " + WEB, ALLOWS),
        budget("half have to stay", "PASSED ", "minAvailable: \"50%\", " + WEB, ALLOWS),
        budget("one percent may be away", "PASSED ", "maxUnavailable: \"1%\", " + WEB, ALLOWS),
        budget(
            "by expressions",
            "PASSED ",
            "maxUnavailable: 1, selector: {matchExpressions: [{key: app, operator: In, values:"
                + " [web, api]}, {key: old, operator: DoesNotExist}]}",
            ALLOWS),
        budget("of the whole namespace", "PASSED ", "maxUnavailable: 1, selector: {}", ALLOWS),
        budget(
            "that covers ten other pods",
            "PASSED ",
            "minAvailable: 3, " + WEB,
            "observedGeneration: 1, expectedPods: 13, currentHealthy: 13, desiredHealthy: 3,"
                + " disruptionsAllowed: 10"),
        world(
            "in two zones, and evictable",
            "PASSED ",
            web().zones(2).evictUnhealthy(true),
            it -> {
              it.healthy(3);
              it.pod("web-7d4-2", true, 20, "node-b", running(20, 0), "");
              node(it, "node-a", "eu-west-1a");
              node(it, "node-b", "eu-west-1b");
              budget(
                  it,
                  "web",
                  "maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, " + WEB,
                  ALLOWS);
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> settling() {
    return Stream.of(
        budget(
            "not counted yet",
            "PENDING NoDisruptionAllowed",
            "maxUnavailable: 1, " + WEB,
            "observedGeneration: 0"),
        budget(
            "a drain is going on",
            "PENDING NoDisruptionAllowed",
            "maxUnavailable: 1, " + WEB,
            ALLOWS_NONE + ", disruptedPods: {web-7d4-2: \"2026-01-01T00:00:00Z\"}"),
        world(
            "a pod starts",
            "PENDING ContainersNotStarted",
            it -> {
              it.healthy(3);
              it.deployment(3, 3, 2, "", "");
              it.pod("web-7d4-2", false, 1, "node-a", waiting("ContainerCreating", ""), "");
              budget(it, "web", "minAvailable: 2, " + WEB, ALLOWS_NONE);
            }));
  }

  /** What looks like a fix and protects nothing. */
  private static Stream<ClusterWorld<WorkloadCluster>> overFixed() {
    return Stream.of(
        budget(
            "all may be away",
            "FAILED BudgetProtectsNothing",
            "maxUnavailable: \"100%\", " + WEB,
            ALLOWS),
        budget(
            "none has to stay", "FAILED BudgetProtectsNothing", "minAvailable: 0, " + WEB, ALLOWS),
        budget(
            "more may be away than there are",
            "FAILED BudgetProtectsNothing",
            "maxUnavailable: 10, " + WEB,
            ALLOWS));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> absent() {
    return Stream.of(
        world("nothing there", "FAILED WorkloadMissing", it -> {}),
        world("no cluster", "FAILED ClusterNotActive", WorkloadCluster::judgeAnotherCluster));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> several() {
    return Stream.of(
        world(
            "two budgets",
            "FAILED SeveralBudgets",
            it -> {
              it.healthy(3);
              budget(it, "web", "maxUnavailable: 1, " + WEB, ALLOWS);
              budget(it, "all", "maxUnavailable: 1, selector: {}", ALLOWS);
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> pageTwo() {
    return Stream.of(
        world(
            "a second budget among those of other workloads",
            "FAILED SeveralBudgets",
            it -> {
              it.healthy(3);
              budget(it, "api", "maxUnavailable: 1, selector: {matchLabels: {app: api}}", "");
              budget(it, "web", "maxUnavailable: 1, " + WEB, ALLOWS);
              budget(it, "zone", "maxUnavailable: 1, selector: {}", ALLOWS);
              it.kubernetes().pageSize(2);
            }));
  }
}
