package dev.referee.eks;

import static dev.referee.eks.WorkloadCluster.running;
import static dev.referee.eks.WorkloadCluster.summary;
import static dev.referee.eks.WorkloadCluster.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.referee.Check;
import dev.referee.Verdict;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import dev.referee.testkit.kubernetes.KubernetesFault;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Worlds of the check of disruption budgets. */
@Execution(ExecutionMode.SAME_THREAD)
class DisruptionBudgetTest {
  private static WorkloadCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new WorkloadCluster(ControlPlaneType.MOCK);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void reset() {
    cluster.reset();
  }

  /** The mock knows no evictions. */
  private static DisruptionBudgetBuilder web() {
    return EksChecks.disruptionBudget().namespace("shop").workload("web").tryEviction(false);
  }

  private record World(
      String name, String expected, Supplier<Check> check, Consumer<WorkloadCluster> story) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static World world(String name, String expected, Consumer<WorkloadCluster> story) {
    return new World(name, expected, () -> web().build(), story);
  }

  private static World world(
      String name, String expected, DisruptionBudgetBuilder check, Consumer<WorkloadCluster> more) {
    return new World(name, expected, check::build, more);
  }

  /** All is well but for the budget. */
  private static World budget(String name, String expected, String spec, String status) {
    return world(
        name,
        expected,
        it -> {
          it.healthy(3);
          budget(it, "web", spec, status);
        });
  }

  private static final String ALLOWS =
      "observedGeneration: 1, expectedPods: 3, currentHealthy: 3, desiredHealthy: 2,"
          + " disruptionsAllowed: 1";
  private static final String ALLOWS_NONE =
      "observedGeneration: 1, expectedPods: 3, currentHealthy: 2, desiredHealthy: 2,"
          + " disruptionsAllowed: 0";

  private static void budget(WorkloadCluster it, String name, String spec, String status) {
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

  private static final String WEB = "selector: {matchLabels: {app: web}}";

  static Stream<World> broken() {
    return Stream.of(
        world("nothing there", "FAILED WorkloadMissing", it -> {}),
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
        world(
            "two budgets",
            "FAILED SeveralBudgets",
            it -> {
              it.healthy(3);
              budget(it, "web", "maxUnavailable: 1, " + WEB, ALLOWS);
              budget(it, "all", "maxUnavailable: 1, selector: {}", ALLOWS);
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
                + " status: \"False\", reason: SyncFailed, message: found no controllers}]"),
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

  private static void node(WorkloadCluster it, String name, String zone) {
    it.apply(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s, labels: {topology.kubernetes.io/zone: %s}}
        """
            .formatted(name, zone));
  }

  static Stream<World> fixed() {
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

  static Stream<World> settling() {
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
  static Stream<World> overFixed() {
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

  @ParameterizedTest
  @MethodSource({"broken", "fixed", "settling", "overFixed"})
  void isJudgedAsExpected(World world) {
    world.story().accept(cluster);

    Verdict verdict = cluster.judge(world.check().get());

    assertThat(summary(verdict)).as("%s", verdict).isEqualTo(world.expected());
    assertThat(cluster.requests()).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void readsEveryPageOfBudgets() {
    cluster.healthy(3);
    IntStream.range(0, 501)
        .forEach(
            i ->
                budget(
                    cluster,
                    "other-" + i,
                    "maxUnavailable: 1, selector: {matchLabels: {a: b}}",
                    ""));
    budget(cluster, "web", "maxUnavailable: 1, " + WEB, ALLOWS);

    assertThat(summary(cluster.judge(web().build()))).isEqualTo("PASSED ");
  }

  @Test
  void isInconclusiveIfItMayNotRead() {
    cluster.healthy(3);
    cluster.kubernetes().inject(KubernetesFault.forbidden().on("list", "poddisruptionbudgets"));

    assertThat(cluster.judge(web().build()).outcome()).hasToString("INCONCLUSIVE");
  }

  @Test
  void isInconclusiveForGarbage() {
    cluster.healthy(3);
    cluster.kubernetes().inject(KubernetesFault.garbage());

    assertThat(cluster.judge(web().build()).outcome()).hasToString("INCONCLUSIVE");
  }

  @Test
  void failsWithoutACluster() {
    assertThat(summary(cluster.judge(web().build(), "other"))).isEqualTo("FAILED ClusterNotActive");
  }

  @Test
  void triesARealEviction() {
    assumeTrue(EmbeddedKubernetes.has(ControlPlaneType.LITE), "There is no control plane");
    try (WorkloadCluster real = new WorkloadCluster(ControlPlaneType.LITE)) {
      real.healthy(3);
      budget(real, "web", "maxUnavailable: 1, " + WEB, ALLOWS);

      Verdict verdict = real.judge(web().tryEviction(true).build());

      assertThat(summary(verdict)).as("%s", verdict).isEqualTo("PASSED ");
      assertThat(real.kubernetes().client().pods().inNamespace("shop").list().getItems())
          .hasSize(3);
    }
  }
}
