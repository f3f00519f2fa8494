package dev.referee.cli;

import java.time.Instant;
import java.util.List;

/**
 * A Deployment of the EKS Jam's shop. Controllers do not run in the embedded cluster, so the pods
 * are applied with it.
 *
 * @param namespace its namespace
 * @param name its name
 * @param replicas how many pods it has
 * @param revision the hash of its pod template, which tells the pods of different revisions apart
 * @param image the image of its container
 * @param pod further fields of its pods' spec, in YAML's flow style; may be empty
 * @param container further fields of its container, in YAML's flow style; may be empty
 */
record EksJamWorkload(
    String namespace,
    String name,
    int replicas,
    String revision,
    String image,
    String pod,
    String container) {
  /** The fields of a pod that conforms to the restricted Pod Security Standard. */
  private static final String RESTRICTED_POD =
      "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}";

  private static final String RESTRICTED_CONTAINER =
      "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}";

  static EksJamWorkload of(String namespace, String name, int replicas) {
    String image = "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/%s:v1".formatted(name);
    return new EksJamWorkload(namespace, name, replicas, "6f9c", image, "", "");
  }

  /** Returns the next revision, with another image. */
  EksJamWorkload released(String nextRevision, String version) {
    return new EksJamWorkload(
        namespace,
        name,
        replicas,
        nextRevision,
        image.substring(0, image.lastIndexOf(':') + 1) + version,
        pod,
        "readinessProbe: {httpGet: {path: /ready, port: 8080}}");
  }

  /** Returns the next revision, which conforms to the restricted Pod Security Standard. */
  EksJamWorkload restricted() {
    return new EksJamWorkload(
        namespace, name, replicas, "8b2d", image, RESTRICTED_POD, RESTRICTED_CONTAINER);
  }

  /** Returns the same with a service account. */
  EksJamWorkload as(String serviceAccount) {
    return new EksJamWorkload(
        namespace,
        name,
        replicas,
        revision,
        image,
        "serviceAccountName: " + serviceAccount,
        container);
  }

  /** Returns the pods after a restart, into which EKS has injected the role. */
  EksJamWorkload restarted(String role) {
    return new EksJamWorkload(
        namespace,
        name,
        replicas,
        "7c55",
        image,
        pod,
        "env: [{name: AWS_ROLE_ARN, value: '%s'}, {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /var/run/secrets/eks.amazonaws.com/serviceaccount/token}]"
            .formatted(role));
  }

  /**
   * Returns the Deployment, rolled out.
   *
   * @param changed when it was changed
   */
  String deployment(Instant changed, int ready) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: %s
      namespace: %s
      managedFields: [{manager: kubectl, operation: Update, time: "%s"}]
    spec:
      replicas: %d
      selector: {matchLabels: {app: %s}}
      template:
        metadata: {labels: {app: %s}}
        spec: %s
    status:
      observedGeneration: 99
      replicas: %d
      updatedReplicas: %d
      readyReplicas: %d
      availableReplicas: %d
    """
        .formatted(
            name, namespace, changed, replicas, name, name, spec(), replicas, replicas, ready,
            ready);
  }

  /**
   * Returns its running pods.
   *
   * @param ready since when they are ready
   * @param nodes the names of their nodes, in turn
   */
  String pods(Instant ready, List<String> nodes) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < replicas; i++) {
      yaml.append(
          pod(
              i,
              "Running",
              "{type: Ready, status: \"True\", lastTransitionTime: \"%s\"}".formatted(ready),
              "nodeName: " + nodes.get(i % nodes.size()),
              "{name: main, image: \"%1$s\", imageID: \"%1$s\", ready: true, restartCount: 0, state: {running: {startedAt: \"%2$s\"}}}"
                  .formatted(image, ready),
              ready));
    }
    return yaml.toString();
  }

  /** Returns its pods, for which there is no node. */
  String waitingPods(Instant since) {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < replicas; i++) {
      yaml.append(
          pod(
              i,
              "Pending",
              "{type: PodScheduled, status: \"False\", reason: Unschedulable, message: \"0/3 nodes are available: 3 Insufficient cpu.\", lastTransitionTime: \"%s\"}"
                  .formatted(since),
              "",
              "",
              since));
    }
    return yaml.toString();
  }

  private String pod(
      int number,
      String phase,
      String condition,
      String node,
      String containerStatus,
      Instant since) {
    return """
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: %1$s-%2$s-%3$d
      namespace: %4$s
      creationTimestamp: "%5$s"
      labels: {app: %1$s, pod-template-hash: "%2$s"}
      ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: %1$s-%2$s, uid: "1", controller: true}]
    spec: %6$s
    status: {phase: %7$s, conditions: [%8$s], containerStatuses: [%9$s]}
    """
        .formatted(
            name,
            revision,
            number,
            namespace,
            since,
            spec(node),
            phase,
            condition,
            containerStatus);
  }

  private String spec(String... more) {
    String all = String.join(", ", more);
    return "{containers: [{name: main, image: \"%s\"%s}]%s%s}"
        .formatted(
            image,
            container.isEmpty() ? "" : ", " + container,
            pod.isEmpty() ? "" : ", " + pod,
            all.isEmpty() ? "" : ", " + all);
  }
}
