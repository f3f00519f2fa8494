package dev.referee.eks;

import static dev.referee.eks.ScalesOutObjects.NODE_CLASS_OF_KARPENTER;
import static dev.referee.eks.ScalesOutObjects.READY;
import static dev.referee.eks.ScalesOutObjects.condition;
import static dev.referee.eks.ScalesOutObjects.requirement;
import static dev.referee.eks.ScalesOutWorld.asking;
import static dev.referee.eks.ScalesOutWorld.world;
import static dev.referee.eks.WorkloadCluster.summary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.KubernetesFault;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Worlds of the check that pods get nodes, with Karpenter. */
@Execution(ExecutionMode.SAME_THREAD)
class ScalesOutKarpenterTest {
  private static final String CPU = "0/2 nodes are available: 2 Insufficient cpu.";
  private static final String LAUNCHED = condition("Launched", "True", "Launched", "");
  private static final String NOT_REGISTERED =
      condition("Registered", "Unknown", "NodeNotFound", "Node not registered with cluster");

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

  /** Judges the workload web. */
  private static ScalesOutWorld web(
      String name, String expected, Consumer<ScalesOutObjects> story) {
    return asking(name, expected, it -> it.namespace("shop").workload("web"), story);
  }

  /** A NodePool that is Ready, with other lines of its spec and its status. */
  private static void pool(ScalesOutObjects it, String spec, String status) {
    it.karpenter()
        .pool(
            "default",
            NODE_CLASS_OF_KARPENTER,
            requirement("on-demand"),
            spec,
            "conditions: [%s];%s".formatted(READY, status));
  }

  /** Karpenter deletes a NodeClaim that EC2 has no capacity for; its event stays. */
  private static void noCapacity(ScalesOutObjects it) {
    it.cluster()
        .apply(
            """
            apiVersion: v1
            kind: Event
            metadata: {name: default-x.1, namespace: default}
            involvedObject: {kind: NodeClaim, name: default-x}
            reason: InsufficientCapacityError
            message: "NodeClaim default-x event: creating instance, insufficient capacity, with fleet error(s), UnfulfillableCapacity"
            lastTimestamp: @1
            """);
  }

  private static String scaledToZero(String status) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: karpenter, namespace: kube-system, generation: 2}
    spec:
      replicas: 0
      selector: {matchLabels: {app: karpenter}}
      template:
        metadata: {labels: {app: karpenter}}
        spec: {containers: [{name: controller, image: "public.ecr.aws/karpenter/controller:1.8.2"}]}
    status: {%s}
    """
        .formatted(status);
  }

  static Stream<ScalesOutWorld> broken() {
    return Stream.of(
        world("nothing adds nodes", "FAILED NodeAutoscalerMissing", it -> {}),
        world(
            "nothing adds nodes, and a pod waits",
            "FAILED NodeAutoscalerMissing",
            it -> it.waiting("web-7d4-0", 20, CPU)),
        world(
            "a NodePool without Karpenter",
            "FAILED NodeAutoscalerNotRunning",
            it -> it.pool("default")),
        world(
            "Karpenter is scaled to zero",
            "FAILED NodeAutoscalerNotRunning",
            it -> {
              it.pool("default").karpenter();
              it.cluster().apply(scaledToZero("observedGeneration: 2"));
            }),
        world(
            "Karpenter was scaled to zero a moment ago",
            "FAILED NodeAutoscalerNotRunning",
            it -> {
              it.pool("default").karpenter();
              it.cluster()
                  .apply(
                      scaledToZero(
                          "observedGeneration: 1, replicas: 1, updatedReplicas: 1,"
                              + " readyReplicas: 1, availableReplicas: 1"));
            }),
        // https://github.com/kubernetes-sigs/karpenter/issues/1799
        world(
            "Karpenter crashes as its queue does not exist",
            "FAILED NodeAutoscalerNotRunning",
            it -> {
              it.pool("default")
                  .controller("karpenter", "public.ecr.aws/karpenter/controller:1.0.7", 0, "");
              it.cluster()
                  .apply(
                      """
                      apiVersion: v1
                      kind: Pod
                      metadata:
                        name: karpenter-7d4-0
                        namespace: kube-system
                        creationTimestamp: @20
                        labels: {app: karpenter, pod-template-hash: 7d4}
                        ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: karpenter-7d4, uid: u, controller: true}]
                      spec: {nodeName: node-a, containers: [{name: controller, image: karpenter}]}
                      status:
                        phase: Running
                        conditions: [{type: Ready, status: "False"}]
                        containerStatuses:
                        - name: controller
                          image: karpenter
                          imageID: karpenter
                          ready: false
                          restartCount: 9
                          state: {waiting: {reason: CrashLoopBackOff, message: back-off}}
                          lastState: {terminated: {exitCode: 2, reason: Error, message: "panic: AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist."}}
                      """);
            }),
        world("no NodePool", "FAILED NodePoolMissing", ScalesOutObjects::karpenter),
        world(
            "only a NodePool of a fixed size",
            "FAILED NodePoolMissing",
            it -> pool(it, "replicas: 3", "")),
        world(
            "the NodeClass does not exist",
            "FAILED NodeClassNotReady",
            it ->
                it.karpenter()
                    .unreadyPool("default", "NodeClassNotFound", "NodeClass not found on cluster")),
        // https://github.com/kubernetes-sigs/karpenter/issues/2992
        world(
            "the subnets have no such tag",
            "FAILED NodeClassNotReady",
            it ->
                it.karpenter()
                    .unreadyPool("default", "UnhealthyDependents", "SubnetsReady=False")
                    .nodeClass(
                        "karpenter.k8s.aws/v1",
                        "EC2NodeClass",
                        60,
                        condition(
                            "SubnetsReady",
                            "False",
                            "SubnetsNotFound",
                            "SubnetSelector did not match any Subnets"),
                        condition("Ready", "False", "UnhealthyDependents", "SubnetsReady=False"))),
        // https://github.com/aws/karpenter-provider-aws/issues/7953
        world(
            "the controller may not run instances",
            "FAILED NodeClassNotReady",
            it ->
                it.karpenter()
                    .unreadyPool("default", "UnhealthyDependents", "ValidationSucceeded=False")
                    .nodeClass(
                        "karpenter.k8s.aws/v1",
                        "EC2NodeClass",
                        60,
                        condition(
                            "ValidationSucceeded",
                            "False",
                            "RunInstancesAuthCheckFailed",
                            "Controller isn't authorized to call ec2:RunInstances"),
                        condition(
                            "Ready", "False", "UnhealthyDependents", "ValidationSucceeded=False"))),
        // https://github.com/aws/karpenter-provider-aws/issues/8720
        world(
            "the NodeClass waits for ever",
            "FAILED NodeClassNotReady",
            it ->
                it.karpenter()
                    .unreadyPool("default", "UnhealthyDependents", "NodeClassReady=Unknown")
                    .nodeClass(
                        "karpenter.k8s.aws/v1",
                        "EC2NodeClass",
                        60,
                        condition(
                            "ValidationSucceeded",
                            "Unknown",
                            "AwaitingReconciliation",
                            "object is awaiting reconciliation"))),
        world(
            "the NodePool is wrong by itself",
            "FAILED NodePoolNotReady",
            it ->
                it.karpenter()
                    .pool(
                        "default",
                        NODE_CLASS_OF_KARPENTER,
                        requirement("spot"),
                        "weight: 1",
                        "conditions: [%s]"
                            .formatted(
                                condition(
                                        "ValidationSucceeded",
                                        "False",
                                        "NodePoolValidationFailed",
                                        "invalid value: spott in karpenter.sh/capacity-type")
                                    + ", "
                                    + condition("Ready", "False", "UnhealthyDependents", "")))
                    .nodeClass("karpenter.k8s.aws/v1", "EC2NodeClass", 60, READY)),
        // https://github.com/aws/karpenter-provider-aws/issues/7738
        world(
            "the node never registers",
            "FAILED NodesNotLaunched",
            it ->
                it.karpenter()
                    .pool("default")
                    .openClaim("default-x", 16, LAUNCHED, NOT_REGISTERED)
                    .waiting("web-7d4-0", 20, CPU)),
        // https://github.com/aws/karpenter-provider-aws/issues/7370
        world(
            "EC2 refuses the launch",
            "FAILED NodesNotLaunched",
            it ->
                it.karpenter()
                    .pool("default")
                    .openClaim(
                        "default-x",
                        6,
                        condition(
                            "Launched",
                            "Unknown",
                            "LaunchFailed",
                            "creating instance, with fleet error(s), UnauthorizedOperation: You are"
                                + " not authorized to perform this operation."))
                    .waiting("web-7d4-0", 20, CPU)),
        // https://github.com/aws/karpenter-provider-aws/issues/5436
        world(
            "the account lacks the role of EC2 Spot",
            "FAILED NodesNotLaunched",
            it ->
                it.karpenter()
                    .pool("default")
                    .openClaim(
                        "default-x",
                        6,
                        condition(
                            "Launched",
                            "Unknown",
                            "LaunchFailed",
                            "AuthFailure.ServiceLinkedRoleCreationNotPermitted: The provided"
                                + " credentials do not have permission"))
                    .waiting("web-7d4-0", 20, CPU)),
        world(
            "the node has joined, and its CNI does not start",
            "FAILED NodesNotLaunched",
            it ->
                it.karpenter()
                    .pool("default")
                    .openClaim(
                        "default-x",
                        30,
                        LAUNCHED,
                        condition("Registered", "True", "Registered", ""),
                        condition(
                            "Initialized", "Unknown", "NodeNotReady", "Node status is NotReady"))
                    .waiting("web-7d4-0", 20, CPU)),
        // https://github.com/aws/karpenter-provider-aws/issues/5578
        world(
            "EC2 has had no capacity for long",
            "FAILED NodesNotLaunched",
            it -> {
              it.karpenter().pool("default").waiting("web-7d4-0", 20, CPU);
              it.cluster()
                  .event(
                      "Pod",
                      "web-7d4-0",
                      "Nominated",
                      "Pod should schedule on: nodeclaim/default-x");
              noCapacity(it);
            }),
        world(
            "the limit is reached",
            "FAILED MaximumReached",
            it -> {
              pool(it, "limits: {cpu: 4}", "resources: {cpu: 4000m}");
              it.claim("default-a", "default", "on-demand", "node-a").waiting("web-7d4-0", 20, CPU);
            }),
        world(
            "the next node would exceed the limit",
            "FAILED MaximumReached",
            it -> {
              pool(it, "limits: {cpu: 4}", "resources: {cpu: 3}");
              it.claim("default-a", "default", "on-demand", "node-a").waiting("web-7d4-0", 20, CPU);
              it.cluster()
                  .event(
                      "Pod",
                      "web-7d4-0",
                      "FailedScheduling",
                      "Failed to schedule pod, all available instance types exceed limits for"
                          + " nodepool \"default\"");
            }),
        world("a limit of zero", "FAILED MaximumReached", it -> pool(it, "limits: {cpu: 0}", "")),
        world(
            "a taint that the pod does not tolerate",
            "FAILED PodsNotScheduled",
            it -> {
              it.karpenter().pool("default").waiting("web-7d4-0", 20, CPU);
              it.cluster()
                  .event(
                      "Pod",
                      "web-7d4-0",
                      "FailedScheduling",
                      "Failed to schedule pod, incompatible with nodepool \"default\", did not"
                          + " tolerate taint dedicated=batch:NoSchedule");
            }),
        asking(
            "spot is asked, and on-demand is offered",
            "FAILED CapacityTypeNotAsAsked",
            it -> it.capacityType("spot"),
            it -> it.karpenter().pool("default", "on-demand")),
        asking(
            "on-demand is asked, and spot is preferred",
            "FAILED CapacityTypeNotAsAsked",
            it -> it.capacityType("on-demand"),
            it -> it.karpenter().pool("default", "spot", "on-demand")),
        // https://github.com/aws/karpenter-provider-aws/issues/5943
        asking(
            "spot without a queue",
            "FAILED InterruptionsNotHandled",
            it -> it.capacityType("spot"),
            it -> it.karpenter().pool("default", "spot")),
        // https://github.com/aws/karpenter-provider-aws/issues/6024
        asking(
            "the ARN of the queue instead of its name",
            "FAILED InterruptionsNotHandled",
            it -> it.capacityType("spot"),
            it ->
                it.controller(
                        "karpenter",
                        "public.ecr.aws/karpenter/controller:1.8.2",
                        1,
                        "env: [{name: INTERRUPTION_QUEUE, value:"
                            + " \"arn:aws:sqs:eu-west-1:111122223333:game\"}]")
                    .pool("default", "spot")),
        asking(
            "only empty nodes are removed",
            "FAILED NodesNotRemoved",
            it -> it.consolidation("underutilized"),
            it ->
                pool(it, "disruption: {consolidationPolicy: WhenEmpty, consolidateAfter: 1m}", "")),
        asking(
            "nodes are never removed",
            "FAILED NodesNotRemoved",
            it -> it.consolidation("empty"),
            it -> pool(it, "disruption: {consolidateAfter: Never}", "")),
        asking(
            "a budget of zero",
            "FAILED NodesNotRemoved",
            it -> it.consolidation("empty"),
            it -> pool(it, "disruption: {consolidateAfter: 0s, budgets: [{nodes: \"0\"}]}", "")),
        asking(
            "a budget of zero every day for a day",
            "FAILED NodesNotRemoved",
            it -> it.consolidation("underutilized"),
            it ->
                pool(
                    it,
                    "disruption: {budgets: [{nodes: 0%, schedule: \"@daily\", duration: 24h}]}",
                    "")),
        web("no such workload", "FAILED WorkloadMissing", it -> it.karpenter().pool("default")),
        web(
            "the pods fit on the nodes that were there",
            "FAILED PodsOnOtherNodes",
            it -> {
              it.karpenter().pool("default");
              it.cluster().healthy(2);
            }),
        web(
            "one pod is on a node that was there",
            "FAILED PodsOnOtherNodes",
            it -> {
              it.karpenter().pool("default").claim("default-b", "default", "spot", "node-b");
              it.cluster().healthy(1);
              it.cluster().deployment(2, 2, 2, "", "");
              it.cluster().pod("web-7d4-1", true, 20, "node-b", WorkloadCluster.running(20, 0), "");
            }),
        web(
            "scaled to zero",
            "FAILED PodsNotScheduled",
            it -> {
              it.karpenter().pool("default");
              it.cluster().healthy(0);
            }));
  }

  static Stream<ScalesOutWorld> fixed() {
    return Stream.of(
        world("a NodePool that is Ready", "PASSED ", it -> it.karpenter().pool("default")),
        world(
            "with nodes, and another NodePool that is not Ready",
            "PASSED ",
            it ->
                it.karpenter()
                    .pool("main")
                    .unreadyPool("gpu", "NodeClassNotFound", "NodeClass not found on cluster")
                    .claim("main-a", "main", "spot", "node-a")),
        world(
            "from a private registry",
            "PASSED ",
            it ->
                it.controller(
                        "kp", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/karpenter:1", 1, "")
                    .pool("default")),
        world(
            "at its limit, and no pod waits",
            "PASSED ",
            it -> {
              pool(it, "limits: {cpu: 4}", "resources: {cpu: 4}");
              it.claim("default-a", "default", "on-demand", "node-a");
            }),
        world(
            "a node that does not register, and no pod waits",
            "PASSED ",
            it ->
                it.karpenter()
                    .pool("default")
                    .claim("default-a", "default", "spot", "node-a")
                    .openClaim("default-x", 16, LAUNCHED, NOT_REGISTERED)),
        world(
            "a pod of a DaemonSet waits",
            "PASSED ",
            it -> {
              it.karpenter().pool("default");
              it.cluster()
                  .apply(
                      """
                      apiVersion: v1
                      kind: Pod
                      metadata:
                        name: agent-0
                        namespace: shop
                        ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: agent, uid: u, controller: true}]
                      spec: {containers: [{name: agent, image: agent}]}
                      status: {phase: Pending}
                      """);
            }),
        asking(
            "a pod of another namespace waits",
            "PASSED ",
            it -> it.namespace("kube-system"),
            it -> it.karpenter().pool("default").waiting("web-7d4-0", 20, CPU)),
        asking(
            "spot with a queue",
            "PASSED ",
            it -> it.capacityType("spot").consolidation("underutilized"),
            it ->
                it.controller(
                        "karpenter",
                        "public.ecr.aws/karpenter/controller:1.8.2",
                        1,
                        "env: [{name: INTERRUPTION_QUEUE, value: game}]")
                    .pool("default", "spot", "on-demand")),
        asking(
            "spot with a queue by a flag, and another NodePool",
            "PASSED ",
            it -> it.capacityType("mixed"),
            it ->
                it.controller(
                        "karpenter",
                        "public.ecr.aws/karpenter/controller:1.8.2",
                        1,
                        "args: [--interruption-queue, game]")
                    .pool("spot", "spot")
                    .pool("steady", "on-demand")),
        asking(
            "spot with the Node Termination Handler",
            "PASSED ",
            it -> it.capacityType("spot"),
            it -> {
              it.karpenter().pool("default", "spot");
              it.cluster()
                  .apply(
                      """
                      apiVersion: apps/v1
                      kind: DaemonSet
                      metadata: {name: handler, namespace: kube-system}
                      spec:
                        selector: {matchLabels: {app: handler}}
                        template:
                          metadata: {labels: {app: handler}}
                          spec: {containers: [{name: h, image: "public.ecr.aws/aws-ec2/aws-node-termination-handler:v1.25.0"}]}
                      """);
            }),
        asking(
            "on-demand only",
            "PASSED ",
            it -> it.capacityType("on-demand"),
            it -> it.karpenter().pool("default", "on-demand")),
        asking(
            "a budget of zero in office hours",
            "PASSED ",
            it -> it.consolidation("underutilized"),
            it ->
                pool(
                    it,
                    "disruption: {budgets: [{nodes: 10%}, {nodes: \"0\", schedule: \"0 9 * * 1-5\","
                        + " duration: 8h}]}",
                    "")),
        asking(
            "a budget of zero for drift only",
            "PASSED ",
            it -> it.consolidation("underutilized"),
            it -> pool(it, "disruption: {budgets: [{nodes: \"0\", reasons: [Drifted]}]}", "")),
        web(
            "all pods are on added nodes",
            "PASSED ",
            it -> {
              it.karpenter().pool("default").claim("default-a", "default", "spot", "node-a");
              it.cluster().healthy(2);
            }),
        web(
            "all pods are on added nodes, and the limit is reached now",
            "PASSED ",
            it -> {
              pool(it, "limits: {cpu: 4}", "resources: {cpu: 4}");
              it.claim("default-a", "default", "on-demand", "node-a");
              it.cluster().healthy(2);
            }),
        asking(
            "its nodes are spot, and the NodePool does not say it",
            "PASSED ",
            it -> it.namespace("shop").labelled("tier", "front").capacityType("spot"),
            it -> {
              it.controller(
                      "karpenter",
                      "public.ecr.aws/karpenter/controller:1.8.2",
                      1,
                      "env: [{name: INTERRUPTION_QUEUE, value: game}]")
                  .pool("default", NODE_CLASS_OF_KARPENTER, "", "weight: 1", "")
                  .claim("default-a", "default", "spot", "node-a");
              it.cluster().healthy(2);
            }));
  }

  static Stream<ScalesOutWorld> settling() {
    return Stream.of(
        world(
            "a pod has waited for a minute",
            "PENDING PodsNotScheduled",
            it -> it.karpenter().pool("default").waiting("web-7d4-0", 1, CPU)),
        world(
            "a node is being launched",
            "PENDING NodesNotLaunched",
            it ->
                it.karpenter()
                    .pool("default")
                    .openClaim("default-x", 1)
                    .waiting("web-7d4-0", 20, CPU)),
        // https://github.com/aws/karpenter-provider-aws/issues/7320
        world(
            "a node has not registered yet",
            "PENDING NodesNotLaunched",
            it ->
                it.karpenter()
                    .pool("default")
                    .openClaim("spot-2nm9f", 3, LAUNCHED, NOT_REGISTERED)
                    .waiting("web-7d4-0", 20, CPU)),
        // https://github.com/aws/karpenter-provider-aws/issues/5578
        world(
            "EC2 has no capacity, and another NodeClaim is tried",
            "PENDING NodesNotLaunched",
            it -> {
              it.karpenter()
                  .pool("default")
                  .openClaim(
                      "default-x",
                      1,
                      condition(
                          "Launched",
                          "Unknown",
                          "LaunchFailed",
                          "insufficient capacity, all requested instance types were unavailable"
                              + " during launch"))
                  .waiting("web-7d4-0", 20, CPU);
              it.cluster()
                  .event(
                      "Pod",
                      "web-7d4-0",
                      "Nominated",
                      "Pod should schedule on: nodeclaim/default-x");
            }),
        world(
            "EC2 has no capacity at first",
            "PENDING NodesNotLaunched",
            it -> {
              it.karpenter().pool("default").waiting("web-7d4-0", 5, CPU);
              it.cluster()
                  .event(
                      "Pod",
                      "web-7d4-0",
                      "Nominated",
                      "Pod should schedule on: nodeclaim/default-x");
              noCapacity(it);
            }),
        world(
            "at its limit by the node that is coming",
            "PENDING NodesNotLaunched",
            it -> {
              pool(it, "limits: {cpu: 4}", "resources: {cpu: 4}");
              it.openClaim("default-x", 1, LAUNCHED, NOT_REGISTERED).waiting("web-7d4-0", 20, CPU);
            }),
        world(
            "a new NodeClass",
            "PENDING NodeClassNotReady",
            it ->
                it.karpenter()
                    .unreadyPool("default", "UnhealthyDependents", "NodeClassReady=Unknown")
                    .nodeClass(
                        "karpenter.k8s.aws/v1",
                        "EC2NodeClass",
                        1,
                        condition(
                            "SubnetsReady",
                            "Unknown",
                            "AwaitingReconciliation",
                            "object is awaiting reconciliation"))),
        world(
            "Karpenter has just been installed",
            "PENDING NodeAutoscalerNotRunning",
            it ->
                it.pool("default")
                    .controller("karpenter", "public.ecr.aws/karpenter/controller:1.8.2", 0, "")),
        web(
            "the pods are being created",
            "PENDING PodsNotScheduled",
            it -> {
              it.karpenter().pool("default");
              it.cluster().deployment(2, 0, 0, "", "");
            }));
  }

  /** What looks like a fix and works against itself. */
  static Stream<ScalesOutWorld> overFixed() {
    return Stream.of(
        asking(
            "all nodes are kept for safety",
            "FAILED NodesNotRemoved",
            it -> it.consolidation("empty"),
            it ->
                pool(
                    it,
                    "disruption: {budgets: [{nodes: \"0\", schedule: \"* * * * *\", duration:"
                        + " 10m}]}",
                    "")),
        asking(
            "on-demand is asked, and the pods are on spot nodes, too",
            "FAILED CapacityTypeNotAsAsked",
            it -> it.namespace("shop").workload("web").capacityType("on-demand"),
            it -> {
              it.karpenter().pool("default").claim("default-a", "default", "spot", "node-a");
              it.cluster().healthy(2);
            }));
  }

  private ScalesOutObjects healthy() {
    return new ScalesOutObjects(cluster)
        .ofKarpenter()
        .karpenter()
        .pool("default")
        .claim("default-a", "default", "spot", "node-a");
  }

  private Verdict judge() {
    return cluster.judge(EksChecks.scalesOut().build());
  }

  private static Finding open(Verdict verdict) {
    return verdict.findings().stream().filter(it -> !it.isSatisfied()).findFirst().orElseThrow();
  }

  @Test
  void needsFewRequestsForASolvedTask() {
    healthy();

    assertThat(judge().isPassed()).isTrue();
    assertThat(cluster.requests()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void needsFewRequestsForAWorkload() {
    healthy();
    cluster.healthy(3);

    Verdict verdict =
        cluster.judge(EksChecks.scalesOut().namespace("shop").workload("web").build());

    assertThat(verdict.isPassed()).isTrue();
    assertThat(cluster.requests()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void namesTheDesignThatItFound() {
    healthy();

    assertThat(judge().findings().toString()).contains("It is Karpenter.");
  }

  @Test
  void quotesTheConditionsOfANodeClaim() {
    new ScalesOutObjects(cluster)
        .ofKarpenter()
        .karpenter()
        .pool("default")
        .openClaim("default-x", 16, LAUNCHED, NOT_REGISTERED)
        .waiting("web-7d4-0", 20, CPU);

    assertThat(open(judge()).seen())
        .contains("Registered is Unknown (NodeNotFound): Node not registered with cluster.");
  }

  @Test
  void quotesTheSchedulerAndKarpenter() {
    new ScalesOutObjects(cluster)
        .ofKarpenter()
        .karpenter()
        .pool("default")
        .waiting("web-7d4-0", 20, CPU);
    cluster.event(
        "Pod",
        "web-7d4-0",
        "FailedScheduling",
        "Failed to schedule pod, incompatible requirements, label \"disk\" does not have known"
            + " values");

    Finding open = open(judge());

    assertThat(open.seen().orElseThrow()).contains(CPU, "label \"disk\"");
    assertThat(open.remedy().orElseThrow()).contains("nodeSelector");
  }

  @Test
  void readsSeveralPages() {
    healthy();
    for (int i = 0; i < 600; i++) {
      cluster.pod("web-7d4-" + i, true, 20, "node-a", "", "");
    }
    new ScalesOutObjects(cluster).waiting("zzz-7d4-0", 20, CPU);

    assertThat(summary(judge())).isEqualTo("FAILED PodsNotScheduled");
  }

  @Test
  void isUnknownIfNothingStatesTheCapacity() {
    new ScalesOutObjects(cluster)
        .ofKarpenter()
        .karpenter()
        .pool(
            "default",
            NODE_CLASS_OF_KARPENTER,
            "",
            "weight: 1",
            "conditions: [%s]".formatted(READY));

    Verdict verdict = cluster.judge(EksChecks.scalesOut().capacityType("on-demand").build());

    assertThat(summary(verdict)).isEqualTo("INCONCLUSIVE CapacityTypeNotAsAsked");
  }

  static Stream<KubernetesFault> faults() {
    return Stream.of(
        KubernetesFault.unauthorized(),
        KubernetesFault.forbidden(),
        KubernetesFault.forbidden().on("list", "nodeclaims"),
        KubernetesFault.forbidden().on("list", "nodepools"),
        KubernetesFault.throttle(Duration.ZERO).on("list", "nodepools").times(100),
        KubernetesFault.unavailable(),
        KubernetesFault.garbage(),
        KubernetesFault.foreignPage(),
        KubernetesFault.endlessList());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isInconclusiveIfItCannotSee(KubernetesFault fault) {
    healthy();
    cluster.kubernetes().inject(fault);

    assertThat(judge().outcome()).hasToString("INCONCLUSIVE");
  }

  @Test
  void survivesObjectsWithoutSense() {
    ScalesOutObjects objects = new ScalesOutObjects(cluster).ofKarpenter().karpenter();
    objects.pool("default", "[1]", "7", "limits: [1];disruption: no", "conditions: {a: b}");
    objects.claim("x", "labels: {a: b}", 60, "8", "nodeName: {a: b}", "7, {type: [1]}");

    assertThat(summary(judge())).isEqualTo("FAILED NodeClassNotReady");
  }

  @Test
  void failsWithoutACluster() {
    assertThat(summary(cluster.judge(EksChecks.scalesOut().build(), "other")))
        .isEqualTo("FAILED ClusterNotActive");
  }
}
