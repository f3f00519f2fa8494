package dev.referee.eks;

import static dev.referee.eks.WorkloadCluster.running;
import static dev.referee.eks.WorkloadCluster.waiting;

import dev.referee.testkit.Worlds;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Worlds of the check of workloads that serve. */
class WorkloadServesWorldsTest extends WorkloadContract {

  @Override
  protected Worlds<WorkloadCluster> worlds() {
    return new ClusterWorlds<WorkloadCluster>()
        .broken(broken())
        .fixed(fixed())
        .settling(settling())
        .overFixed(overFixed())
        .absent(absent())
        .several(several())
        .pageTwo(pageTwo())
        .worlds();
  }

  static WorkloadServesBuilder web() {
    return EksChecks.workloadServes().namespace("shop").workload("web").replicas(2);
  }

  static ClusterWorld<WorkloadCluster> world(
      String name, String expected, Consumer<WorkloadCluster> story) {
    return ClusterWorld.of(name, expected, () -> web().build(), story);
  }

  static ClusterWorld<WorkloadCluster> world(
      String name, String expected, WorkloadServesBuilder check, Consumer<WorkloadCluster> story) {
    return ClusterWorld.of(name, expected, check::build, story);
  }

  /** One pod of two does not run, and a rollout waits for it. */
  static ClusterWorld<WorkloadCluster> stuck(
      String name, String expected, String container, Consumer<WorkloadCluster> more) {
    return world(
        name,
        expected,
        it -> {
          it.deployment(2, 2, 1, "", "");
          it.running("web-7d4-0");
          it.pod("web-7d4-1", false, container);
          more.accept(it);
        });
  }

  static ClusterWorld<WorkloadCluster> unscheduled(
      String name, String expected, int age, String message) {
    return world(
        name,
        expected,
        it -> {
          it.deployment(2, 2, 1, "", "");
          it.running("web-7d4-0");
          it.pod(
              "web-7d4-1",
              false,
              age,
              "",
              "",
              "{type: PodScheduled, status: \"False\", reason: Unschedulable, message: \"%s\"}"
                  .formatted(message));
        });
  }

  private static Stream<ClusterWorld<WorkloadCluster>> broken() {
    return Stream.of(
        world(
            "in another namespace",
            "FAILED WorkloadMissing",
            EksChecks.workloadServes().workload("web"),
            it -> it.healthy(2)),
        world("scaled to zero", "FAILED TooFewReplicas", it -> it.healthy(0)),
        world(
            "quota exceeded",
            "FAILED PodsNotCreated",
            it -> {
              it.deployment(
                  2,
                  1,
                  1,
                  "",
                  """
                  conditions:
                  - {type: ReplicaFailure, status: "True", reason: FailedCreate, message: "pods \\"web-7d4-1\\" is forbidden: exceeded quota: team"}
                  """);
              it.running("web-7d4-0");
            }),
        world(
            "refused by admission, told by an event only",
            "FAILED PodsNotCreated",
            it -> {
              it.deployment(2, 1, 1, "", "");
              it.running("web-7d4-0");
              it.event(
                  "ReplicaSet",
                  "web-7d4",
                  "FailedCreate",
                  "pods \"web-7d4-1\" is forbidden: violates PodSecurity \"restricted:latest\"");
            }),
        unscheduled(
            "no room on the nodes",
            "FAILED PodsNotScheduled",
            20,
            "0/3 nodes are available: 3 Insufficient cpu."),
        unscheduled(
            "volume in another zone",
            "FAILED PodsNotScheduled",
            20,
            "0/3 nodes are available: 3 node(s) had volume node affinity conflict."),
        stuck(
            "a tag that does not exist",
            "FAILED ImageNotPulled",
            waiting("ImagePullBackOff", "Back-off pulling image \"registry.example/shop/web:v3\""),
            it ->
                it.event(
                    "Pod",
                    "web-7d4-1",
                    "Failed",
                    "Failed to pull image: registry.example/shop/web:v3: not found")),
        stuck(
            "a registry that refuses",
            "FAILED ImageNotPulled",
            waiting("ErrImagePull", "pull access denied, repository does not exist"),
            it -> {}),
        stuck(
            "no such ConfigMap",
            "FAILED ContainersNotStarted",
            waiting("CreateContainerConfigError", "configmap \"web-config\" not found"),
            it -> {}),
        stuck(
            "no free IP address",
            "FAILED ContainersNotStarted",
            waiting("ContainerCreating", ""),
            it ->
                it.event(
                    "Pod",
                    "web-7d4-1",
                    "FailedCreatePodSandBox",
                    "plugin type=\"aws-cni\" failed (add): add cmd: failed to assign an IP address"
                        + " to container")),
        stuck(
            "crashes at its start",
            "FAILED ContainersCrash",
            "restartCount: 7, ready: false, state: {waiting: {reason: CrashLoopBackOff, message:"
                + " back-off}}, lastState: {terminated: {exitCode: 1, reason: Error, finishedAt:"
                + " @1}}",
            it -> {}),
        stuck(
            "out of memory",
            "FAILED ContainersCrash",
            "restartCount: 3, ready: false, state: {waiting: {reason: CrashLoopBackOff, message:"
                + " back-off}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled,"
                + " finishedAt: @1}}",
            it -> {}),
        stuck(
            "readiness never succeeds",
            "FAILED PodsNotReady",
            "restartCount: 0, ready: false, state: {running: {startedAt: @19}}",
            it ->
                it.event(
                    "Pod",
                    "web-7d4-1",
                    "Unhealthy",
                    "Readiness probe failed: HTTP probe failed with statuscode: 404")),
        world(
            "paused in the middle",
            "FAILED RolloutNotFinished",
            it -> {
              it.deployment(2, 1, 2, "paused: true", "");
              it.running("web-7d4-0");
            }),
        world(
            "the controller has given up",
            "FAILED RolloutNotFinished",
            it -> {
              it.deployment(
                  2,
                  1,
                  1,
                  "",
                  """
                  conditions:
                  - {type: Progressing, status: "False", reason: ProgressDeadlineExceeded, message: "ReplicaSet web-7d4 has timed out progressing."}
                  """);
              it.running("web-7d4-0");
            }),
        world(
            "another tag",
            "FAILED ImageNotAsAsked",
            web().image("shop/web:v3"),
            it -> it.healthy(2)),
        world(
            "a name that only ends alike",
            "FAILED ImageNotAsAsked",
            web().image("eb:v2"),
            it -> it.healthy(2)),
        world(
            "no liveness probe",
            "FAILED ProbesMissing",
            web().probes("readiness", "liveness"),
            it -> it.healthy(2)),
        world(
            "the probe is of another container",
            "FAILED ProbesMissing",
            web().probes("readiness").container("proxy"),
            it -> it.healthy(2)),
        world(
            "one of two with the label is broken",
            "FAILED TooFewReplicas",
            EksChecks.workloadServes().namespace("shop").labelled("tier", "front").replicas(2),
            it -> {
              it.healthy(2);
              it.apply(SMALL);
            }));
  }

  static final String SMALL =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: worker, namespace: shop, generation: 1, labels: {tier: front}}
      spec:
        replicas: 1
        selector: {matchLabels: {app: worker}}
        template: {metadata: {labels: {app: worker}}, spec: {containers: [{name: w, image: w}]}}
      status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1}
      """;

  private static Stream<ClusterWorld<WorkloadCluster>> fixed() {
    return Stream.of(
        world("as it was broken", "PASSED ", it -> it.healthy(2)),
        world("more replicas than asked for", "PASSED ", it -> it.healthy(3)),
        world("by the digest that runs", "PASSED ", web().image("sha256:0a"), it -> it.healthy(2)),
        world("by tag alone", "PASSED ", web().image(":v2"), it -> it.healthy(2)),
        world(
            "with its registry",
            "PASSED ",
            web().image("registry.example/shop/web:v2").probes("readiness"),
            it -> it.healthy(2)),
        world(
            "restarted once, long ago",
            "PASSED ",
            it -> {
              it.healthy(2);
              it.pod("web-7d4-1", true, running(15, 4));
            }),
        world(
            "one more pod has just been added",
            "PASSED ",
            it -> {
              it.healthy(2);
              it.deployment(3, 3, 3, "", "");
              it.pod("web-7d4-2", true, 1, "node-a", running(1, 0), "");
            }),
        world(
            "as a StatefulSet",
            "PASSED ",
            it -> {
              it.apply(statefulSet("", "web-2", 2));
              it.apply(statefulPod(0));
              it.apply(statefulPod(1));
            }),
        world(
            "as an Argo Rollout",
            "PASSED ",
            it -> {
              rollout(it, "Healthy", "7d4", "");
              it.apply(rolloutPod(0));
              it.apply(rolloutPod(1));
            }),
        world(
            "an evicted pod is left over",
            "PASSED ",
            it -> {
              it.healthy(2);
              it.pod("web-7d4-9", false, "");
              it.apply(
                  """
                  apiVersion: v1
                  kind: Pod
                  metadata: {name: web-7d4-9, namespace: shop, labels: {app: web, pod-template-hash: 7d4}}
                  spec: {nodeName: node-a, containers: [{name: web, image: web}]}
                  status: {phase: Failed, reason: Evicted}
                  """);
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> settling() {
    return Stream.of(
        world(
            "rolling out",
            "PENDING RolloutNotFinished",
            it -> {
              it.deployment(2, 1, 2, "", "");
              it.running("web-7d4-0");
            }),
        world(
            "the last change was not seen yet",
            "PENDING RolloutNotFinished",
            it -> {
              it.healthy(2);
              it.deployment(2, 2, 2, "", "observedGeneration: 0");
            }),
        stuck(
            "containers are being created for too long",
            "FAILED ContainersNotStarted",
            waiting("ContainerCreating", ""),
            it -> {}),
        unscheduled(
            "a pod has just been created",
            "PENDING PodsNotScheduled",
            1,
            "0/3 nodes are available: 3 Insufficient cpu."),
        world(
            "Karpenter adds a node",
            "PENDING PodsNotScheduled",
            it -> {
              it.deployment(2, 2, 1, "", "");
              it.running("web-7d4-0");
              it.pod("web-7d4-1", false, 8, "", "", "");
              it.event(
                  "Pod", "web-7d4-1", "Nominated", "Pod should schedule on: nodeclaim/default-x");
            }),
        world(
            "ready since a minute",
            "PENDING PodsNotStable",
            it -> {
              it.deployment(2, 2, 2, "", "");
              it.pod("web-7d4-0", true, 1, "node-a", running(1, 0), "");
              it.pod("web-7d4-1", true, 1, "node-a", running(1, 0), "");
            }),
        world(
            "restarted a minute ago",
            "PENDING PodsNotStable",
            it -> {
              it.healthy(2);
              it.pod(
                  "web-7d4-1",
                  true,
                  running(1, 2)
                      + ", lastState: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt:"
                      + " @1}}");
            }),
        world(
            "the tag of a pinned image cannot be seen",
            "INCONCLUSIVE ImageNotAsAsked",
            web().image("shop/web:v2"),
            it -> {
              it.deployment(1, 1, 1, "", "");
              it.apply(
                  """
                  apiVersion: v1
                  kind: Pod
                  metadata:
                    name: web-7d4-0
                    namespace: shop
                    labels: {app: web, pod-template-hash: 7d4}
                    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d4, uid: u, controller: true}]
                  spec: {nodeName: n, containers: [{name: web, image: "registry.example/shop/web@sha256:0a"}]}
                  status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: @20}]}
                  """);
              it.deployment(2, 2, 2, "", "");
              it.running("web-7d4-1");
              it.apply(PINNED);
            }));
  }

  static final String PINNED =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: web-7d4-1
        namespace: shop
        labels: {app: web, pod-template-hash: 7d4}
        ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d4, uid: u, controller: true}]
      spec: {nodeName: n, containers: [{name: web, image: "registry.example/shop/web@sha256:0a"}]}
      status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: @20}]}
      """;

  /** What looks like a fix and is none. */
  private static Stream<ClusterWorld<WorkloadCluster>> overFixed() {
    return Stream.of(
        world(
            "the strategy OnDelete hides that old pods stay",
            "FAILED RolloutNotFinished",
            it -> {
              it.apply(statefulSet("updateStrategy: {type: OnDelete}", "web-1", 0));
              it.apply(statefulPod(0));
              it.apply(statefulPod(1));
            }),
        world(
            "a partition keeps old pods",
            "FAILED RolloutNotFinished",
            it -> {
              it.apply(
                  statefulSet(
                      "updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}}",
                      "web-1",
                      1));
              it.apply(statefulPod(0));
              it.apply(statefulPod(1));
            }),
        world(
            "a canary that waits for ever",
            "FAILED RolloutNotFinished",
            it -> rollout(it, "Paused", "6c3", "")),
        world(
            "pods without an owner have the labels",
            "PENDING PodsNotStable",
            it -> {
              it.deployment(2, 2, 2, "", "");
              it.apply(
                  """
                  apiVersion: v1
                  kind: Pod
                  metadata: {name: web, namespace: shop, labels: {app: web}}
                  spec: {nodeName: node-a, containers: [{name: web, image: web}]}
                  status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: @20}]}
                  """);
            }));
  }

  static String statefulSet(String spec, String current, int updated) {
    return """
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: web, namespace: shop, generation: 1}
    spec:
      replicas: 2
      serviceName: web
      selector: {matchLabels: {app: web}}
      template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}
      %s
    status:
      {observedGeneration: 1, replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: %d,
       currentRevision: %s, updateRevision: web-2}
    """
        .formatted(spec, updated, current);
  }

  static String statefulPod(int number) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: web-%d
      namespace: shop
      labels: {app: web}
      ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: web, uid: u, controller: true}]
    spec: {nodeName: node-a, containers: [{name: web, image: web}]}
    status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: @20}]}
    """
        .formatted(number);
  }

  static void rollout(WorkloadCluster it, String phase, String stable, String spec) {
    it.kubernetes()
        .install(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: rollouts.argoproj.io}
            spec:
              group: argoproj.io
              names: {kind: Rollout, listKind: RolloutList, plural: rollouts, singular: rollout}
              scope: Namespaced
              versions:
              - name: v1alpha1
                served: true
                storage: true
                subresources: {status: {}}
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """);
    it.apply(
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Rollout
        metadata: {name: web, namespace: shop, generation: 3}
        spec:
          replicas: 2
          strategy: {canary: {steps: [{setWeight: 20}, {pause: {}}]}}
          selector: {matchLabels: {app: web}}
          template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}
          %s
        status:
          {observedGeneration: "3", replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 2,
           phase: %s, message: CanaryPauseStep, stableRS: %s, currentPodHash: 7d4, currentStepIndex: 1}
        """
            .formatted(spec, phase, stable));
  }

  static String rolloutPod(int number) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: web-7d4-%d
      namespace: shop
      labels: {app: web, rollouts-pod-template-hash: 7d4}
      ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d4, uid: u, controller: true}]
    spec: {nodeName: node-a, containers: [{name: web, image: web}]}
    status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: @20}]}
    """
        .formatted(number);
  }

  private static Stream<ClusterWorld<WorkloadCluster>> absent() {
    return Stream.of(
        world("nothing there", "FAILED WorkloadMissing", it -> {}),
        world("no cluster", "FAILED ClusterNotActive", WorkloadCluster::judgeAnotherCluster));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> several() {
    return Stream.of(
        world(
            "one of two workloads has no replicas",
            "FAILED TooFewReplicas",
            EksChecks.workloadServes().namespace("shop").labelled("tier", "front"),
            it -> {
              it.healthy(2);
              it.apply(
                  """
                  apiVersion: apps/v1
                  kind: Deployment
                  metadata: {name: api, namespace: shop, generation: 1, labels: {tier: front}}
                  spec:
                    replicas: 0
                    selector: {matchLabels: {app: api}}
                    template:
                      metadata: {labels: {app: api}}
                      spec: {containers: [{name: api, image: api}]}
                  status: {observedGeneration: 1}
                  """);
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> pageTwo() {
    return Stream.of(
        world(
            "the last of four pods crashes",
            "FAILED ContainersCrash",
            web().replicas(4),
            it -> {
              it.deployment(4, 4, 3, "", "");
              it.running("web-7d4-0");
              it.running("web-7d4-1");
              it.running("web-7d4-2");
              it.pod("web-7d4-3", false, waiting("CrashLoopBackOff", "back-off"));
              it.kubernetes().pageSize(3);
            }));
  }
}
