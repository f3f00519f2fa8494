package dev.referee.eks;

import static dev.referee.eks.WorkloadCluster.waiting;

import dev.referee.testkit.Worlds;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Worlds of the check of workloads that scale. */
class WorkloadScalesWorldsTest extends WorkloadContract {
  static final String CPU =
      "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization:"
          + " 70}}}";
  static final String WELL =
      """
      {type: AbleToScale, status: "True", reason: ReadyForNewScale, message: m},
      {type: ScalingActive, status: "True", reason: ValidMetricFound, message: m},
      {type: ScalingLimited, status: "False", reason: DesiredWithinRange, message: m}
      """;
  static final String NO_METRICS =
      """
      {type: AbleToScale, status: "True", reason: SucceededGetScale, message: m},
      {type: ScalingActive, status: "False", reason: FailedGetResourceMetric,
       message: "unable to fetch metrics from resource metrics API"}
      """;
  static final String DISABLED =
      """
      {type: AbleToScale, status: "True", reason: SucceededGetScale, message: m},
      {type: ScalingActive, status: "False", reason: ScalingDisabled, message: replica count is zero}
      """;

  @Override
  protected Worlds<WorkloadCluster> worlds() {
    return new ClusterWorlds<WorkloadCluster>()
        .broken(broken())
        .broken(
            BrokenRollouts.of(
                () -> web().hasScaled(true).build(),
                4,
                it -> hpa(it, "web", bounds(2, 6), WELL, "lastScaleTime: @10;" + replicas(4, 4))))
        .fixed(fixed())
        .settling(settling())
        .overFixed(overFixed())
        .absent(absent())
        .several(several())
        .pageTwo(pageTwo())
        .worlds();
  }

  static WorkloadScalesBuilder web() {
    return EksChecks.workloadScales().namespace("shop").workload("web").maxReplicas(6);
  }

  static ClusterWorld<WorkloadCluster> world(
      String name, String expected, Consumer<WorkloadCluster> story) {
    return ClusterWorld.of(name, expected, () -> web().build(), story);
  }

  static ClusterWorld<WorkloadCluster> scaled(
      String name, String expected, Consumer<WorkloadCluster> story) {
    return ClusterWorld.of(name, expected, () -> web().hasScaled(true).build(), story);
  }

  /** All is well but for the autoscaler. */
  static ClusterWorld<WorkloadCluster> scaler(
      String name, String expected, String spec, String conditions, String status) {
    return world(
        name,
        expected,
        it -> {
          it.healthy(2);
          hpa(it, "web", spec, conditions, status);
        });
  }

  static void hpa(WorkloadCluster it, String name, String spec, String conditions, String status) {
    hpa(it, name, "creationTimestamp: @20", spec, conditions, status);
  }

  static void hpa(
      WorkloadCluster it,
      String name,
      String metadata,
      String spec,
      String conditions,
      String status) {
    it.apply(
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: %s
          namespace: shop
          %s
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
          %s
        status:
          %s
          conditions: [%s]
        """
            .formatted(
                name,
                metadata,
                spec.replace(";", "\n  "),
                status.replace(";", "\n  "),
                conditions.replace("\n", " ")));
  }

  static String bounds(int min, int max) {
    return "minReplicas: %d;maxReplicas: %d;metrics: [%s]".formatted(min, max, CPU);
  }

  static String replicas(int current, int desired) {
    return "currentReplicas: %d;desiredReplicas: %d".formatted(current, desired);
  }

  static void apiService(WorkloadCluster it, String group, String status) {
    it.apply(
        """
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata: {name: v1beta1.%s}
        spec: {group: %s, version: v1beta1, groupPriorityMinimum: 100, versionPriority: 100%s}
        status: {conditions: [{type: Available, status: "%s", message: "failing or missing response"}]}
        """
            .formatted(
                group,
                group,
                status.equals("True") ? "" : ", service: {name: metrics, namespace: kube-system}",
                status));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> broken() {
    return Stream.of(
        world("no autoscaler", "FAILED AutoscalerMissing", it -> it.healthy(2)),
        world(
            "the target has another name",
            "FAILED AutoscalerMissing",
            it -> {
              it.healthy(2);
              it.apply(
                  """
                  apiVersion: autoscaling/v2
                  kind: HorizontalPodAutoscaler
                  metadata: {name: web, namespace: shop}
                  spec: {maxReplicas: 6, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: webb}}
                  """);
            }),
        world(
            "a ScaledObject that KEDA cannot use",
            "FAILED AutoscalerMissing",
            it -> {
              it.healthy(2);
              scaledObject(it, "False");
            }),
        scaler("a maximum of two", "FAILED BoundsNotSensible", bounds(1, 2), WELL, ""),
        scaler("a minimum at the maximum", "FAILED BoundsNotSensible", bounds(6, 6), WELL, ""),
        world(
            "no requests",
            "FAILED RequestsMissing",
            it -> {
              it.deployment(1, 1, 1, "", "");
              it.apply(pod("web-7d4-0", "{name: web, image: web}"));
              hpa(it, "web", bounds(2, 6), NO_METRICS, "");
            }),
        world(
            "a sidecar without requests",
            "FAILED RequestsMissing",
            it -> {
              it.deployment(1, 1, 1, "", "");
              it.apply(
                  pod(
                      "web-7d4-0",
                      "{name: web, image: web, resources: {requests: {cpu: 1}}}, {name: proxy,"
                          + " image: proxy}"));
              hpa(it, "web", bounds(2, 6), NO_METRICS, "");
            }),
        scaler("no metrics server", "FAILED MetricsNotServed", bounds(2, 6), NO_METRICS, ""),
        world(
            "the metrics server does not answer",
            "FAILED MetricsNotServed",
            it -> {
              it.healthy(2);
              hpa(it, "web", bounds(2, 6), NO_METRICS, "");
              apiService(it, "metrics.k8s.io", "False");
            }),
        world(
            "an external metric that nothing serves",
            "FAILED MetricsNotServed",
            it -> {
              it.healthy(2);
              apiService(it, "metrics.k8s.io", "True");
              hpa(
                  it,
                  "web",
                  "maxReplicas: 6;metrics: [{type: External, external: {metric: {name: q}, target:"
                      + " {type: AverageValue, averageValue: 5}}}]",
                  NO_METRICS,
                  "");
            }),
        world(
            "metrics are served, but none of these pods",
            "FAILED ScalingNotActive",
            it -> {
              it.healthy(2);
              hpa(it, "web", bounds(2, 6), NO_METRICS, "");
              apiService(it, "metrics.k8s.io", "True");
            }),
        scaler(
            "the scale cannot be read",
            "FAILED NotAbleToScale",
            bounds(2, 6),
            "{type: AbleToScale, status: \"False\", reason: FailedGetScale, message: not found}",
            ""),
        world(
            "scaled to zero by hand",
            "FAILED ScalingNotActive",
            it -> {
              it.healthy(0);
              hpa(it, "web", bounds(2, 6), DISABLED, "");
            }),
        scaled(
            "no load yet",
            "FAILED NotScaled",
            it -> {
              it.healthy(2);
              hpa(it, "web", bounds(2, 6), WELL, replicas(2, 2));
            }),
        scaled(
            "raised to its minimum only",
            "FAILED NotScaled",
            it -> {
              it.healthy(2);
              hpa(it, "web", bounds(2, 6), WELL, "lastScaleTime: @10;" + replicas(2, 2));
            }),
        scaled(
            "new pods do not fit",
            "FAILED PodsNotScheduled",
            it -> {
              it.healthy(2);
              it.deployment(4, 4, 2, "", "");
              it.pod(
                  "web-7d4-2",
                  false,
                  10,
                  "",
                  "",
                  "{type: PodScheduled, status: \"False\", reason: Unschedulable, message: \"0/2"
                      + " nodes are available: 2 Insufficient cpu.\"}");
              hpa(it, "web", bounds(2, 6), WELL, "lastScaleTime: @10;" + replicas(4, 4));
            }));
  }

  static String pod(String name, String containers) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: %s
      namespace: shop
      labels: {app: web, pod-template-hash: 7d4}
      ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d4, uid: u, controller: true}]
    spec: {nodeName: node-a, containers: [%s]}
    status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: @20}]}
    """
        .formatted(name, containers);
  }

  static void scaledObject(WorkloadCluster it, String ready) {
    it.kubernetes()
        .install(
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: scaledobjects.keda.sh}
            spec:
              group: keda.sh
              names: {kind: ScaledObject, listKind: ScaledObjectList, plural: scaledobjects, singular: scaledobject}
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
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: web, namespace: shop}
        spec: {scaleTargetRef: {name: web}, minReplicaCount: 0, maxReplicaCount: 10}
        status: {conditions: [{type: Ready, status: "%s", message: "no such queue"}]}
        """
            .formatted(ready));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> fixed() {
    return Stream.of(
        scaler("by CPU", "PASSED ", bounds(2, 6), WELL, replicas(2, 2)),
        scaler("a higher maximum", "PASSED ", bounds(2, 20), WELL, replicas(2, 2)),
        scaler("without a minimum", "PASSED ", "maxReplicas: 6;metrics: [" + CPU + "]", WELL, ""),
        world(
            "by an average value, without requests",
            "PASSED ",
            it -> {
              it.deployment(1, 1, 1, "", "");
              it.apply(pod("web-7d4-0", "{name: web, image: web}"));
              hpa(
                  it,
                  "web",
                  "maxReplicas: 6;metrics: [{type: Resource, resource: {name: memory, target:"
                      + " {type: AverageValue, averageValue: 1Gi}}}]",
                  WELL,
                  "");
            }),
        world(
            "with limits, which are requests",
            "PASSED ",
            it -> {
              it.deployment(1, 1, 1, "", "");
              it.apply(pod("web-7d4-0", "{name: web, image: web, resources: {limits: {cpu: 1}}}"));
              hpa(it, "web", bounds(2, 6), WELL, "");
            }),
        world(
            "by one container only",
            "PASSED ",
            it -> {
              it.deployment(1, 1, 1, "", "");
              it.apply(
                  pod(
                      "web-7d4-0",
                      "{name: web, image: web, resources: {requests: {cpu: 1}}}, {name: proxy,"
                          + " image: proxy}"));
              hpa(
                  it,
                  "web",
                  "maxReplicas: 6;metrics: [{type: ContainerResource, containerResource: {name:"
                      + " cpu, container: web, target: {type: Utilization, averageUtilization:"
                      + " 70}}}]",
                  WELL,
                  "");
            }),
        world(
            "by KEDA, at zero",
            "PASSED ",
            it -> {
              it.healthy(0);
              scaledObject(it, "True");
              hpa(
                  it,
                  "keda-hpa-web",
                  "ownerReferences: [{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, name: web,"
                      + " uid: u, controller: true}]",
                  "maxReplicas: 10;metrics: [{type: External, external: {metric: {name: q}, target:"
                      + " {type: AverageValue, averageValue: 5}}}]",
                  DISABLED,
                  "");
            }),
        scaled(
            "scaled out",
            "PASSED ",
            it -> {
              it.healthy(4);
              hpa(it, "web", bounds(2, 6), WELL, "lastScaleTime: @10;" + replicas(4, 4));
            }),
        scaled(
            "scaled out, and back again",
            "PASSED ",
            it -> {
              it.healthy(2);
              hpa(it, "web", bounds(2, 6), WELL, "lastScaleTime: @5;" + replicas(2, 2));
              it.event(
                  "HorizontalPodAutoscaler",
                  "web",
                  "SuccessfulRescale",
                  "New size: 5; reason: cpu resource utilization (percentage of request) above"
                      + " target");
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> settling() {
    return Stream.of(
        scaler("not looked at yet", "PENDING NotAbleToScale", bounds(2, 6), "", ""),
        world(
            "the first metrics are to come",
            "PENDING ScalingNotActive",
            it -> {
              it.healthy(2);
              apiService(it, "metrics.k8s.io", "True");
              hpa(it, "web", "creationTimestamp: @1", bounds(2, 6), NO_METRICS, "");
            }),
        world(
            "KEDA has not made an autoscaler yet",
            "PENDING AutoscalerMissing",
            it -> {
              it.healthy(2);
              scaledObject(it, "Unknown");
            }),
        scaled(
            "new pods start",
            "PENDING ContainersNotStarted",
            it -> {
              it.healthy(2);
              it.deployment(3, 3, 2, "", "");
              it.pod("web-7d4-2", false, 1, "node-a", waiting("ContainerCreating", ""), "");
              hpa(it, "web", bounds(2, 6), WELL, "lastScaleTime: @1;" + replicas(3, 3));
            }));
  }

  /** What looks like a fix and works against itself. */
  private static Stream<ClusterWorld<WorkloadCluster>> overFixed() {
    return Stream.of(
        scaler("always as many as possible", "FAILED BoundsNotSensible", bounds(9, 9), WELL, ""));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> absent() {
    return Stream.of(
        world("nothing there", "FAILED WorkloadMissing", it -> {}),
        world("no cluster", "FAILED ClusterNotActive", WorkloadCluster::judgeAnotherCluster));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> several() {
    return Stream.of(
        world(
            "two autoscalers",
            "FAILED SeveralAutoscalers",
            it -> {
              it.healthy(2);
              hpa(it, "web", bounds(2, 6), WELL, "");
              hpa(it, "web-memory", bounds(2, 8), WELL, "");
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> pageTwo() {
    return Stream.of(
        world(
            "the autoscaler of another workload comes first, the second of this one last",
            "FAILED SeveralAutoscalers",
            it -> {
              it.healthy(2);
              it.apply(
                  """
                  apiVersion: autoscaling/v2
                  kind: HorizontalPodAutoscaler
                  metadata: {name: api, namespace: shop}
                  spec: {maxReplicas: 6, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}}
                  """);
              hpa(it, "web", bounds(2, 6), WELL, "");
              hpa(it, "web-memory", bounds(2, 8), WELL, "");
              it.kubernetes().pageSize(2);
            }));
  }
}
