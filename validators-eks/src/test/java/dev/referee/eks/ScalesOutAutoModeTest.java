package dev.referee.eks;

import static dev.referee.eks.ScalesOutObjects.CONSOLIDATING;
import static dev.referee.eks.ScalesOutObjects.NODE_CLASS_OF_AUTO_MODE;
import static dev.referee.eks.ScalesOutObjects.READY;
import static dev.referee.eks.ScalesOutObjects.condition;
import static dev.referee.eks.ScalesOutObjects.requirement;
import static dev.referee.eks.ScalesOutWorld.world;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Verdict;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.KubernetesFault;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.eks.EksClient;

/** Worlds of the check that pods get nodes, with EKS Auto Mode. */
@Execution(ExecutionMode.SAME_THREAD)
class ScalesOutAutoModeTest {
  private static final String CPU = "no nodes available to schedule pods";

  private static WorkloadCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new WorkloadCluster(ControlPlaneType.MOCK);
    enable(cluster);
  }

  /** Turns Auto Mode on. */
  static void enable(WorkloadCluster it) {
    it.sandbox()
        .client(EksClient::builder)
        .updateClusterConfig(
            r ->
                r.name(WorkloadCluster.NAME)
                    .computeConfig(c -> c.enabled(true))
                    .storageConfig(s -> s.blockStorage(b -> b.enabled(true)))
                    .kubernetesNetworkConfig(n -> n.elasticLoadBalancing(l -> l.enabled(true))));
    it.sandbox().advance(Duration.ofMinutes(20));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void reset() {
    cluster.reset();
  }

  private static void pool(ScalesOutObjects it, String name, String... conditions) {
    it.pool(
        name,
        NODE_CLASS_OF_AUTO_MODE,
        requirement("on-demand"),
        "disruption: {%s}".formatted(CONSOLIDATING),
        "conditions: [%s]".formatted(String.join(", ", conditions)));
  }

  private static void claim(ScalesOutObjects it, int minutes, String... conditions) {
    it.claim(
        "general-purpose-x",
        "labels: {karpenter.sh/nodepool: general-purpose, karpenter.sh/capacity-type: on-demand}",
        minutes,
        NODE_CLASS_OF_AUTO_MODE,
        "nodeName: node-a",
        String.join(", ", conditions));
  }

  private static String done(String type) {
    return condition(type, "True", type, "");
  }

  static Stream<ScalesOutWorld> worlds() {
    return Stream.of(
        // https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3496
        world("no NodePool", "FAILED NodePoolMissing", it -> {}),
        // https://github.com/aws/karpenter-provider-aws/issues/9016
        world(
            "the instance profile is not created",
            "FAILED NodeClassNotReady",
            it -> {
              pool(
                  it,
                  "general-purpose",
                  condition(
                      "NodeClassReady",
                      "False",
                      "UnhealthyDependents",
                      "InstanceProfileReady=False"),
                  condition("Ready", "False", "UnhealthyDependents", "NodeClassReady=False"));
              it.nodeClass(
                  "eks.amazonaws.com/v1",
                  "NodeClass",
                  60,
                  condition(
                      "InstanceProfileReady", "False", "InstanceProfileCreationFailed", "no role"));
            }),
        // https://github.com/aws/containers-roadmap/issues/2486
        world(
            "the role of the nodes has no access entry",
            "FAILED NodeClassNotReady",
            it -> {
              pool(
                  it,
                  "general-purpose",
                  condition("Ready", "False", "UnhealthyDependents", "NodeClassReady=False"));
              it.nodeClass(
                  "eks.amazonaws.com/v1",
                  "NodeClass",
                  60,
                  condition(
                      "Ready", "False", "UnauthorizedNodeRole", "Role is not authorized to join"));
            }),
        // https://github.com/aws/containers-roadmap/issues/2557
        world(
            "instances do not register as the subnets have no route",
            "FAILED NodesNotLaunched",
            it -> {
              pool(it, "general-purpose", READY);
              claim(
                  it,
                  20,
                  done("Launched"),
                  condition(
                      "Registered", "Unknown", "NodeNotFound", "Node not registered with cluster"));
              it.waiting("web-7d4-0", 20, CPU);
            }),
        world("a built-in NodePool", "PASSED ", it -> pool(it, "general-purpose", READY)),
        world(
            "a NodePool of one's own",
            "PASSED ",
            it -> {
              pool(it, "ours", READY);
              claim(it, 20, done("Launched"), done("Registered"), done("Initialized"));
            }),
        new ScalesOutWorld(
            "the workload is on its nodes",
            "PASSED ",
            it ->
                it.namespace("shop")
                    .workload("web")
                    .capacityType("on-demand")
                    .consolidation("underutilized"),
            it -> {
              pool(it, "general-purpose", READY);
              claim(it, 20, done("Launched"), done("Registered"), done("Initialized"));
              it.cluster().healthy(2);
            }),
        new ScalesOutWorld(
            "spot needs no queue",
            "PASSED ",
            it -> it.capacityType("spot"),
            it ->
                it.pool(
                    "spot",
                    NODE_CLASS_OF_AUTO_MODE,
                    requirement("spot"),
                    "weight: 1",
                    "conditions: [%s]".formatted(READY))),
        new ScalesOutWorld(
            "the built-in NodePools give no spot",
            "FAILED CapacityTypeNotAsAsked",
            it -> it.capacityType("spot"),
            it -> pool(it, "general-purpose", READY)),
        world(
            "it is not well, and Karpenter is",
            "PASSED ",
            it -> {
              it.ofKarpenter().karpenter().pool("ours");
              pool(
                  it,
                  "general-purpose",
                  condition("Ready", "False", "UnhealthyDependents", "NodeClassReady=False"));
            }),
        world(
            "a node is on its way",
            "PENDING NodesNotLaunched",
            it -> {
              pool(it, "general-purpose", READY);
              claim(it, 1);
              it.waiting("web-7d4-0", 3, CPU);
            }));
  }

  @Test
  void needsFewRequestsForASolvedTask() {
    pool(new ScalesOutObjects(cluster).ofAutoMode(), "general-purpose", READY);

    Verdict verdict = cluster.judge(EksChecks.scalesOut().build());

    assertThat(verdict.isPassed()).isTrue();
    assertThat(verdict.findings().toString()).contains("It is EKS Auto Mode.");
    assertThat(cluster.requests()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void asksOnlyForPodsWithoutANode() {
    pool(new ScalesOutObjects(cluster).ofAutoMode(), "general-purpose", READY);

    cluster.judge(EksChecks.scalesOut().build());

    assertThat(cluster.requests())
        .filteredOn(it -> it.resource().equals("pods"))
        .singleElement()
        .satisfies(it -> assertThat(it.path()).endsWith("fieldSelector=spec.nodeName%3D"));
  }

  @Test
  void passesIfOneDesignIsProvenAndAnotherCannotBeSeen() {
    ScalesOutObjects objects = new ScalesOutObjects(cluster).ofAutoMode();
    pool(objects, "general-purpose", READY);
    cluster.kubernetes().inject(KubernetesFault.forbidden().on("list", "deployments"));

    assertThat(cluster.judge(EksChecks.scalesOut().build()).isPassed()).isTrue();
  }
}
