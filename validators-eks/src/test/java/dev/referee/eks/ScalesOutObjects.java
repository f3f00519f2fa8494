package dev.referee.eks;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Objects of Karpenter and of EKS Auto Mode in a cluster. */
final class ScalesOutObjects {
  static final String READY = "{type: Ready, status: \"True\", reason: Ready}";
  static final String NODE_CLASS_OF_KARPENTER =
      "{group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}";
  static final String NODE_CLASS_OF_AUTO_MODE =
      "{group: eks.amazonaws.com, kind: NodeClass, name: default}";
  static final String CONSOLIDATING =
      "consolidationPolicy: WhenEmptyOrUnderutilized, consolidateAfter: 1m";

  private static final String NODE_POOLS = definition("karpenter.sh", "nodepools", "NodePool");

  private final WorkloadCluster cluster;

  ScalesOutObjects(WorkloadCluster cluster) {
    this.cluster = cluster;
  }

  WorkloadCluster cluster() {
    return cluster;
  }

  /** Installs the CustomResourceDefinitions of Karpenter. */
  ScalesOutObjects ofKarpenter() {
    return install(
        NODE_POOLS,
        definition("karpenter.sh", "nodeclaims", "NodeClaim"),
        definition("karpenter.k8s.aws", "ec2nodeclasses", "EC2NodeClass"));
  }

  /** Installs those of EKS Auto Mode, which are those of Karpenter with another NodeClass. */
  ScalesOutObjects ofAutoMode() {
    return install(
        NODE_POOLS,
        definition("karpenter.sh", "nodeclaims", "NodeClaim"),
        definition("eks.amazonaws.com", "nodeclasses", "NodeClass"));
  }

  /** Installs the CustomResourceDefinition of NodePools alone. */
  ScalesOutObjects ofNodePools() {
    return install(NODE_POOLS);
  }

  private ScalesOutObjects install(String... definitions) {
    cluster.kubernetes().install(String.join("---\n", definitions));
    return this;
  }

  private static String definition(String group, String plural, String kind) {
    return """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: %s.%s}
    spec:
      group: %s
      names: {kind: %s, listKind: %sList, plural: %s, singular: %s}
      scope: Cluster
      versions:
      - name: v1
        served: true
        storage: true
        subresources: {status: {}}
        schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
    """
        .formatted(
            plural, group, group, kind, kind, plural, kind.toLowerCase(java.util.Locale.ROOT));
  }

  /** Applies the Deployment of Karpenter, which is available. */
  ScalesOutObjects karpenter() {
    return controller(
        "karpenter",
        "public.ecr.aws/karpenter/controller:1.8.2@sha256:0a",
        1,
        "env: [{name: CLUSTER_NAME, value: game}]");
  }

  /** Applies a Deployment of kube-system with one replica. */
  ScalesOutObjects controller(String name, String image, int available, String container) {
    cluster.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s, namespace: kube-system, generation: 1}
        spec:
          replicas: 1
          selector: {matchLabels: {app: %s}}
          template:
            metadata: {labels: {app: %s}}
            spec:
              serviceAccountName: %s
              containers:
              - name: controller
                image: "%s"
                %s
        status:
          observedGeneration: 1
          replicas: 1
          updatedReplicas: 1
          readyReplicas: %d
          availableReplicas: %d
          conditions: [{type: Available, status: "True", lastTransitionTime: @60}]
        """
            .formatted(
                name,
                name,
                name,
                name,
                image,
                container.indent(8).stripLeading(),
                available,
                available));
    return this;
  }

  /** Applies a NodePool of Karpenter that is Ready. */
  ScalesOutObjects pool(String name) {
    return pool(name, "spot", "on-demand");
  }

  /** Applies a NodePool of Karpenter that is Ready, with these capacity types. */
  ScalesOutObjects pool(String name, String... types) {
    return pool(
        name,
        NODE_CLASS_OF_KARPENTER,
        requirement(types),
        "disruption: {%s}".formatted(CONSOLIDATING),
        "conditions: [%s]".formatted(READY));
  }

  static String requirement(String... types) {
    return "{key: karpenter.sh/capacity-type, operator: In, values: [%s]}"
        .formatted(String.join(", ", types));
  }

  ScalesOutObjects pool(
      String name, String nodeClass, String requirements, String spec, String status) {
    cluster.apply(
        """
        apiVersion: karpenter.sh/v1
        kind: NodePool
        metadata: {name: %s, creationTimestamp: @60}
        spec:
          template:
            spec:
              nodeClassRef: %s
              requirements: [%s]
          %s
        status:
          %s
        """
            .formatted(
                name,
                nodeClass,
                requirements,
                lines(spec),
                status.isEmpty() ? "{}" : lines(status)));
    return this;
  }

  private static String lines(String of) {
    return of.replace(";", "\n  ");
  }

  /** Applies a NodePool that is not Ready because of its NodeClass. */
  ScalesOutObjects unreadyPool(String name, String reason, String message) {
    return pool(
        name,
        NODE_CLASS_OF_KARPENTER,
        requirement("spot", "on-demand"),
        "disruption: {%s}".formatted(CONSOLIDATING),
        "conditions: [{type: NodeClassReady, status: \"False\", reason: %s, message: '%s'}, {type: Ready, status: \"False\", reason: UnhealthyDependents, message: NodeClassReady=False}]"
            .formatted(reason, message));
  }

  /** Applies a NodeClass called default. */
  ScalesOutObjects nodeClass(String apiVersion, String kind, int minutes, String... conditions) {
    cluster.apply(
        """
        apiVersion: %s
        kind: %s
        metadata: {name: default, creationTimestamp: @%d}
        spec: {role: KarpenterNodeRole}
        status: {conditions: [%s]}
        """
            .formatted(apiVersion, kind, minutes, String.join(", ", conditions)));
    return this;
  }

  static String condition(String type, String status, String reason, String message) {
    return "{type: %s, status: \"%s\", reason: %s, message: '%s'}"
        .formatted(type, status, reason, message.replace("'", "''"));
  }

  /** Applies a NodeClaim whose node is ready. */
  ScalesOutObjects claim(String name, String pool, String type, String node) {
    return claim(
        name,
        "labels: {karpenter.sh/nodepool: %s, karpenter.sh/capacity-type: %s}".formatted(pool, type),
        20,
        NODE_CLASS_OF_KARPENTER,
        "nodeName: " + node,
        Stream.of("Launched", "Registered", "Initialized", "Ready")
            .map(it -> condition(it, "True", it, ""))
            .collect(Collectors.joining(", ")));
  }

  ScalesOutObjects claim(
      String name, String labels, int minutes, String nodeClass, String status, String conditions) {
    cluster.apply(
        """
        apiVersion: karpenter.sh/v1
        kind: NodeClaim
        metadata:
          name: %s
          creationTimestamp: @%d
          %s
        spec: {nodeClassRef: %s}
        status:
          conditions: [%s]
          %s
        """
            .formatted(name, minutes, labels, nodeClass, conditions, status));
    return this;
  }

  /** Applies a NodeClaim of the NodePool default that is not ready. */
  ScalesOutObjects openClaim(String name, int minutes, String... conditions) {
    return claim(
        name,
        "labels: {karpenter.sh/nodepool: default}",
        minutes,
        NODE_CLASS_OF_KARPENTER,
        "",
        String.join(", ", conditions));
  }

  /** Applies a pod of web without a node. */
  ScalesOutObjects waiting(String name, int minutes, String message) {
    cluster.pod(
        name,
        false,
        minutes,
        "",
        "",
        "{type: PodScheduled, status: \"False\", reason: Unschedulable, message: \"%s\"}"
            .formatted(message.replace("\"", "'")));
    return this;
  }
}
