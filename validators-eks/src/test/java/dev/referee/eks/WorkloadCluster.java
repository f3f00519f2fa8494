package dev.referee.eks;

import dev.referee.Check;
import dev.referee.Finding;
import dev.referee.Outcome;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.kubernetes.Cluster;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import dev.referee.testkit.kubernetes.ReceivedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * A cluster with the namespace {@code shop}, and YAML of the workload {@code web} in it. The worlds
 * of a test class use one after the other.
 */
final class WorkloadCluster implements AutoCloseable {
  static final String NAME = "game";
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
       "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}}
      """;

  private final EmbeddedSandbox sandbox;
  private final EmbeddedKubernetes kubernetes;
  private Supplier<Check> check =
      () -> {
        throw new IllegalStateException("The world has no check");
      };
  private String judged = NAME;

  WorkloadCluster(ControlPlaneType type) {
    sandbox = EmbeddedSandbox.start();
    createCluster();
    kubernetes = EmbeddedKubernetes.start(sandbox.embedded(), NAME, type);
  }

  /** Creates the cluster on the best control plane that is available. */
  WorkloadCluster(EmbeddedSandbox sandbox) {
    this.sandbox = sandbox;
    createCluster();
    kubernetes = EmbeddedKubernetes.start(sandbox.embedded(), NAME);
  }

  private void createCluster() {
    List<String> subnets =
        sandbox.client(Ec2Client::builder).describeSubnets().subnets().stream()
            .map(Subnet::subnetId)
            .toList();
    String role =
        sandbox
            .client(IamClient::builder)
            .createRole(r -> r.roleName("cluster").assumeRolePolicyDocument(TRUST))
            .role()
            .arn();
    sandbox
        .client(EksClient::builder)
        .createCluster(
            r -> r.name(NAME).roleArn(role).resourcesVpcConfig(v -> v.subnetIds(subnets)));
    sandbox.advance(Duration.ofMinutes(20));
  }

  /** Sets the check of this world. */
  void judgedBy(Supplier<Check> asked) {
    check = asked;
  }

  Check check() {
    return check.get();
  }

  /** Lets the check judge a cluster that does not exist. */
  void judgeAnotherCluster() {
    judged = "other";
  }

  /** Returns the name of the cluster to judge. */
  String judged() {
    return judged;
  }

  EmbeddedSandbox sandbox() {
    return sandbox;
  }

  EmbeddedKubernetes kubernetes() {
    return kubernetes;
  }

  void reset() {
    kubernetes.reset();
  }

  Instant now() {
    return sandbox.clock().instant();
  }

  /** Returns the time of some minutes ago. */
  String ago(int minutes) {
    return now().minus(Duration.ofMinutes(minutes)).toString();
  }

  Verdict judge(Check check) {
    return judge(check, NAME);
  }

  Verdict judge(Check check, String cluster) {
    return Referee.builder()
        .clock(sandbox.clock())
        .build()
        .judge(check, Cluster.named(sandbox.account(), cluster));
  }

  /** Returns the code of the next step; empty if there is none. */
  static String open(Verdict verdict) {
    return verdict.findings().stream()
        .filter(it -> !it.isSatisfied())
        .map(Finding::code)
        .findFirst()
        .orElse("");
  }

  /** Returns outcome and next step, for comparisons. */
  static String summary(Verdict verdict) {
    Outcome outcome = verdict.outcome();
    return outcome + " " + open(verdict);
  }

  List<ReceivedRequest> requests() {
    return kubernetes.requests();
  }

  /** Applies objects; {@code @N} in them is the time of N minutes ago. */
  void apply(String yaml) {
    kubernetes.apply(
        java.util.regex.Pattern.compile("@(\\d+)\\b")
            .matcher(yaml)
            .replaceAll(it -> "\"" + ago(Integer.parseInt(it.group(1))) + "\""));
  }

  /** Applies the Deployment web, with other lines of its spec and of its status. */
  void deployment(int replicas, int updated, int ready, String spec, String status) {
    apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, generation: 2, labels: {tier: front}}
        spec:
          replicas: %d
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: web
                image: registry.example/shop/web:v2
                resources: {requests: {cpu: 100m, memory: 64Mi}}
                readinessProbe: {httpGet: {path: /, port: 80}}
        %s
        status:
          observedGeneration: 2
          replicas: %d
          updatedReplicas: %d
          readyReplicas: %d
          availableReplicas: %d
        %s
        """
            .formatted(
                replicas, spec.indent(2), replicas, updated, ready, ready, status.indent(2)));
  }

  /** Applies the Deployment web as it is when all is well, with its pods. */
  void healthy(int replicas) {
    deployment(replicas, replicas, replicas, "", "");
    for (int i = 0; i < replicas; i++) {
      running("web-7d4-" + i);
    }
  }

  /** Applies a pod of web that has been ready for 20 minutes. */
  void running(String name) {
    pod(name, true, running(20, 0));
  }

  static String running(int minutes, int restarts) {
    return "restartCount: %d, ready: true, state: {running: {startedAt: @%d}}"
        .formatted(restarts, minutes);
  }

  static String waiting(String reason, String message) {
    return "restartCount: 0, ready: false, state: {waiting: {reason: %s, message: '%s'}}"
        .formatted(reason, message.replace("'", "''"));
  }

  /** Applies a pod of web, created 20 minutes ago. */
  void pod(String name, boolean ready, String container) {
    pod(name, ready, 20, "node-a", container, "");
  }

  /**
   * Applies a pod of web.
   *
   * @param minutes its age
   * @param container the status of its container; empty if there is none
   * @param condition a condition of it; empty if there is no other than that it is ready
   */
  void pod(
      String name, boolean ready, int minutes, String node, String container, String condition) {
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: shop
          creationTimestamp: @%d
          labels: {app: web, pod-template-hash: 7d4}
          ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d4, uid: u, controller: true}]
        spec:
          %s
          containers:
          - name: web
            image: registry.example/shop/web:v2
            resources: {requests: {cpu: 100m, memory: 64Mi}}
        status:
          phase: %s
          conditions:
          - {type: Ready, status: "%s", lastTransitionTime: @%d}
          %s
          containerStatuses: [%s]
        """
            .formatted(
                name,
                minutes,
                node.isEmpty() ? "" : "nodeName: " + node,
                node.isEmpty() ? "Pending" : "Running",
                ready ? "True" : "False",
                minutes,
                condition.isEmpty() ? "" : "- " + condition,
                container.isEmpty()
                    ? ""
                    : "{name: web, image: \"registry.example/shop/web:v2\", imageID:"
                        + " \"registry.example/shop/web@sha256:0a\", "
                        + container
                        + "}"));
  }

  /** Applies an event of 1 minute ago. */
  void event(String kind, String name, String reason, String message) {
    apply(
        """
        apiVersion: v1
        kind: Event
        metadata: {name: %s.%s, namespace: shop}
        involvedObject: {kind: %s, name: %s, namespace: shop}
        reason: %s
        message: '%s'
        lastTimestamp: @1
        """
            .formatted(
                name,
                reason.toLowerCase(java.util.Locale.ROOT),
                kind,
                name,
                reason,
                message.replace("'", "''")));
  }

  @Override
  public void close() {
    kubernetes.close();
    sandbox.close();
  }
}
