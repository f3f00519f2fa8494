package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.WorkloadIdentityExpectations.NO_KEYS;
import static dev.referee.eks.WorkloadIdentityExpectations.PODS;
import static dev.referee.eks.WorkloadIdentityExpectations.RESTARTED;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Progress;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pods of a workload, without those that have ended or are being deleted.
 *
 * @param namespace their namespace
 * @param deployment the Deployment, if the workload was selected as one
 * @param pods the pods, in the order of their names
 */
record WorkloadIdentityPods(
    String namespace, Optional<Deployment> deployment, ImmutableList<Pod> pods) {
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
  private static final Set<String> ACCESS_KEYS =
      Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
  private static final String DEFAULT = "default";

  static WorkloadIdentityPods of(
      String namespace, Optional<Deployment> deployment, List<Pod> found) {
    return new WorkloadIdentityPods(
        namespace,
        deployment,
        found.stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .filter(pod -> !ENDED.contains(phase(pod)))
            .sorted(Comparator.comparing(WorkloadIdentityPods::name))
            .collect(toImmutableList()));
  }

  private static String phase(Pod pod) {
    return pod.getStatus() == null ? "" : Strings.nullToEmpty(pod.getStatus().getPhase());
  }

  static String name(HasMetadata object) {
    return Strings.nullToEmpty(object.getMetadata().getName());
  }

  ImmutableList<Pod> running() {
    return pods.stream().filter(pod -> phase(pod).equals("Running")).collect(toImmutableList());
  }

  /** Returns the finding whether pods are running. */
  Finding run(String workload) {
    int running = running().size();
    if (running > 0) {
      return PODS.satisfied()
          .subject(workload)
          .seen("%d of %d are running.".formatted(running, pods.size()))
          .build();
    }
    boolean wanted =
        deployment
            .map(deployment -> !Objects.equals(0, deployment.getSpec().getReplicas()))
            .orElse(!pods.isEmpty());
    Finding.Builder finding =
        pods.isEmpty() || !isRollingOut() ? PODS.unsatisfied() : PODS.pending();
    Facts.add(finding, pods, WorkloadIdentityPods::name, WorkloadIdentityPods::phase);
    return finding
        .subject(workload)
        .seen(
            pods.isEmpty() ? "It has no pods." : "None of its %d pods runs.".formatted(pods.size()))
        .remedy(
            wanted
                ? "Find out why they do not run: kubectl get events -n %s --sort-by=.lastTimestamp"
                    .formatted(namespace)
                : "Scale it up: kubectl scale deployment/%s -n %s --replicas=1"
                    .formatted(deployment.map(WorkloadIdentityPods::name).orElse(""), namespace))
        .build();
  }

  /**
   * Returns the service account that new pods of the workload get: that of the Deployment's
   * template, or that of the youngest pod.
   */
  String serviceAccount() {
    return deployment
        .map(deployment -> deployment.getSpec().getTemplate().getSpec().getServiceAccountName())
        .or(
            () ->
                deployment.isPresent()
                    ? Optional.empty()
                    : pods.stream()
                        .max(Comparator.comparing(WorkloadIdentityPods::created))
                        .map(WorkloadIdentityPods::serviceAccount))
        .filter(name -> !name.isEmpty())
        .orElse(DEFAULT);
  }

  private static String created(Pod pod) {
    return Strings.nullToEmpty(pod.getMetadata().getCreationTimestamp());
  }

  private static String serviceAccount(Pod pod) {
    String name = Strings.nullToEmpty(pod.getSpec().getServiceAccountName());
    return name.isEmpty() ? DEFAULT : name;
  }

  boolean onFargate(Pod pod) {
    return Strings.nullToEmpty(pod.getSpec().getNodeName()).startsWith("fargate-");
  }

  /** Returns the finding whether every running pod carries the token that its role needs. */
  Finding tokens(WorkloadIdentityRoleAssignment assignment) {
    List<Pod> running = running();
    List<Pod> old = running.stream().filter(pod -> !problem(pod, assignment).isEmpty()).toList();
    if (old.isEmpty()) {
      return RESTARTED
          .satisfied()
          .seen("All %d running pods carry it.".formatted(running.size()))
          .build();
    }
    boolean coming = isRollingOut() && old.size() < running.size();
    Finding.Builder finding =
        (coming ? RESTARTED.pending() : RESTARTED.unsatisfied())
            .expected("a token for %s in every pod".formatted(assignment.roleName()))
            .progress(Progress.of(running.size() - old.size(), running.size()))
            .seen(
                "%d of %d running pods were created before the change: %s."
                    .formatted(
                        old.size(),
                        running.size(),
                        String.join(
                            ", ", old.stream().map(WorkloadIdentityPods::name).limit(5).toList())))
            .remedy(coming ? "Wait until the rollout has replaced them." : restart());
    Facts.add(finding, old, WorkloadIdentityPods::name, pod -> problem(pod, assignment));
    return finding.build();
  }

  /** Returns what is wrong with the token of a pod; empty if nothing is. */
  private String problem(Pod pod, WorkloadIdentityRoleAssignment assignment) {
    String account = serviceAccount(pod);
    if (!account.equals(serviceAccount())) {
      return "runs with the service account " + account;
    }
    if (assignment.isPodIdentity()) {
      return has(pod, "AWS_CONTAINER_CREDENTIALS_FULL_URI")
          ? ""
          : "carries no Pod Identity token" + (has(pod, "AWS_ROLE_ARN") ? ", but one of IRSA" : "");
    }
    if (!has(pod, "AWS_ROLE_ARN") || !has(pod, "AWS_WEB_IDENTITY_TOKEN_FILE")) {
      return "carries no token";
    }
    return environment(pod)
            .filter(variable -> variable.getName().equals("AWS_ROLE_ARN"))
            .anyMatch(variable -> assignment.roleArn().equals(variable.getValue()))
        ? ""
        : "carries a token for another role";
  }

  private static boolean has(Pod pod, String variable) {
    return environment(pod).anyMatch(each -> variable.equals(each.getName()));
  }

  private static Stream<EnvVar> environment(Pod pod) {
    return pod.getSpec().getContainers().stream().flatMap(container -> container.getEnv().stream());
  }

  /** Returns the finding whether no access key takes precedence over the token. */
  Finding keys() {
    List<Pod> keyed =
        running().stream()
            .filter(
                pod ->
                    environment(pod).anyMatch(variable -> ACCESS_KEYS.contains(variable.getName())))
            .toList();
    if (keyed.isEmpty()) {
      return NO_KEYS.satisfied().build();
    }
    Finding.Builder finding =
        NO_KEYS
            .unsatisfied()
            .seen(
                "%d running pods have an access key in their environment. AWS's SDKs use it before"
                        .formatted(keyed.size())
                    + " any role.")
            .remedy(
                "Remove AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY from the pod template, and"
                    + " deactivate the key.");
    Facts.add(finding, keyed, WorkloadIdentityPods::name, pod -> "has an access key");
    return finding.build();
  }

  /** Returns how to replace the pods. */
  String restart() {
    return deployment
        .map(
            deployment ->
                "Restart it: kubectl rollout restart deployment/%s".formatted(name(deployment)))
        .or(() -> pods.stream().findFirst().flatMap(WorkloadIdentityPods::owner))
        .map(command -> command + " -n " + namespace)
        .orElse("Delete these pods, and create them again.");
  }

  private static Optional<String> owner(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .findFirst()
        .flatMap(WorkloadIdentityPods::restart);
  }

  private static Optional<String> restart(OwnerReference owner) {
    String name = owner.getName();
    return switch (owner.getKind()) {
      case "StatefulSet", "DaemonSet" ->
          Optional.of(
              "Restart it: kubectl rollout restart %s/%s"
                  .formatted(
                      owner.getKind().equals("DaemonSet") ? "daemonset" : "statefulset", name));
      // A ReplicaSet of a Deployment has the Deployment's name and a hash.
      case "ReplicaSet" ->
          Optional.of(name)
              .filter(it -> it.contains("-"))
              .map(it -> it.substring(0, it.lastIndexOf('-')))
              .map("Restart it: kubectl rollout restart deployment/%s"::formatted);
      default -> Optional.empty();
    };
  }

  /** Returns whether the Deployment is still replacing pods. */
  private boolean isRollingOut() {
    return deployment
        .map(
            deployment -> {
              DeploymentStatus status = deployment.getStatus();
              if (status == null) {
                return true;
              }
              long seen = Objects.requireNonNullElse(status.getObservedGeneration(), 0L);
              long wanted =
                  Objects.requireNonNullElse(deployment.getMetadata().getGeneration(), 0L);
              return seen < wanted
                  || !Objects.equals(
                      Objects.requireNonNullElse(status.getReplicas(), 0),
                      Objects.requireNonNullElse(status.getUpdatedReplicas(), 0));
            })
        .orElse(false);
  }
}
