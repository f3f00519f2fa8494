package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.kubernetes.Pages;
import dev.referee.kubernetes.UntrustedText;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment, a StatefulSet or an Argo Rollout. What the three have in common has the same names
 * in all of them, so they are read as a Deployment; the rest is in the additional properties.
 */
record Workload(
    WorkloadKind kind, ObjectMeta metadata, DeploymentSpec spec, DeploymentStatus status) {
  /** The permission for its pods. */
  static final Permissions PODS = Permissions.ofReads("kubernetes:list:pods");

  static Workload of(WorkloadKind kind, GenericKubernetesResource from, KubernetesClient client) {
    Workload read =
        new Workload(
            kind,
            from.getMetadata(),
            part(from, "spec", DeploymentSpec.class, client),
            part(from, "status", DeploymentStatus.class, client));
    return read.spec().getTemplate() == null ? read.referring(client) : read;
  }

  private static <T> T part(
      GenericKubernetesResource from, String name, Class<T> type, KubernetesClient client) {
    Object part = from.getAdditionalProperties().getOrDefault(name, ImmutableMap.of());
    try {
      return client.getKubernetesSerialization().convertValue(part, type);
    } catch (IllegalArgumentException e) {
      throw new Inconclusive(
          Cause.UNREACHABLE,
          "The %s of %s %s cannot be read"
              .formatted(name, from.getKind(), from.getMetadata().getName()),
          "",
          e);
    }
  }

  /** A Rollout may take its pods' template from a Deployment. */
  private Workload referring(KubernetesClient client) {
    Object name =
        spec.getAdditionalProperties().get("workloadRef") instanceof Map<?, ?> reference
            ? reference.get("name")
            : null;
    return WorkloadSelector.list(client, WorkloadKind.DEPLOYMENT, namespace()).stream()
        .filter(resource -> Objects.equals(resource.getMetadata().getName(), name))
        .findFirst()
        .map(resource -> part(resource, "spec", DeploymentSpec.class, client))
        .map(
            it -> {
              DeploymentSpec completed = spec.edit().withTemplate(it.getTemplate()).build();
              if (completed.getSelector() == null) {
                completed.setSelector(it.getSelector());
              }
              return new Workload(kind, metadata, completed, status);
            })
        .orElse(this);
  }

  String namespace() {
    return metadata.getNamespace();
  }

  String name() {
    return metadata.getName();
  }

  /** Returns its kind, namespace and name as a player reads them. */
  String label() {
    return "%s %s/%s".formatted(kind.word(), namespace(), name());
  }

  /** Returns its name as an argument of kubectl: {@code deployment/web -n shop}. */
  String kubectl() {
    return "%s/%s -n %s".formatted(kind.kubectl(), name(), namespace());
  }

  /** Returns the number of replicas that it asks for. */
  int replicas() {
    return spec.getReplicas() == null ? 1 : spec.getReplicas();
  }

  static int count(@Nullable Integer count) {
    return count == null ? 0 : count;
  }

  /** Returns the template of its pods; an empty one if there is none. */
  PodTemplateSpec template() {
    return spec.getTemplate() == null ? new PodTemplateSpec() : spec.getTemplate();
  }

  /** Returns the labels that all of its pods have. */
  Map<String, String> podLabels() {
    ObjectMeta pods = template().getMetadata();
    return pods == null || pods.getLabels() == null ? ImmutableMap.of() : pods.getLabels();
  }

  /**
   * Returns when it was last changed by anybody but its controllers and its autoscaler, as the API
   * server records it; empty if it does not.
   */
  Optional<Instant> changedAt() {
    List<Optional<Instant>> changes =
        metadata.getManagedFields().stream()
            .filter(entry -> !"status".equals(entry.getSubresource()))
            .filter(entry -> !isByAutoscaler(entry))
            .map(entry -> WorkloadPod.time(entry.getTime()))
            .collect(toImmutableList());
    return changes.stream().allMatch(Optional::isPresent)
        ? changes.stream().flatMap(Optional::stream).max(Comparator.naturalOrder())
        : Optional.empty();
  }

  private static boolean isByAutoscaler(ManagedFieldsEntry entry) {
    return "scale".equals(entry.getSubresource())
        && "kube-controller-manager".equals(entry.getManager());
  }

  /** Returns whether its controller has seen its last change. */
  boolean isObserved() {
    return status.getObservedGeneration() != null
        && (metadata.getGeneration() == null
            || status.getObservedGeneration() >= metadata.getGeneration());
  }

  boolean isPaused() {
    return Boolean.TRUE.equals(spec.getPaused());
  }

  /** Returns a field of its status that a Deployment does not have; empty if it is missing. */
  String statusText(String field) {
    return Objects.toString(status.getAdditionalProperties().get(field), "");
  }

  /** Returns whether every replica is of the last template, and no other one is left. */
  boolean isUpdated() {
    int updated = count(status.getUpdatedReplicas());
    return switch (kind) {
      case DEPLOYMENT -> updated >= replicas() && count(status.getReplicas()) <= updated;
      case STATEFUL_SET ->
          updated >= replicas()
              || (statusText("updateRevision").equals(statusText("currentRevision"))
                  && !statusText("updateRevision").isEmpty());
      case ROLLOUT ->
          updated >= replicas()
              && statusText("stableRS").equals(statusText("currentPodHash"))
              && (statusText("phase").isEmpty() || statusText("phase").equals("Healthy"));
    };
  }

  /** Returns whether it is rolled out completely, as its controller says. */
  boolean isRolledOut() {
    return isObserved()
        && isUpdated()
        && count(status.getReadyReplicas()) >= replicas()
        && count(status.getAvailableReplicas()) >= replicas();
  }

  /** Returns a condition of it, if it has that status. */
  Optional<DeploymentCondition> condition(String type, String status) {
    List<DeploymentCondition> conditions = this.status.getConditions();
    return conditions.stream()
        .filter(
            condition -> type.equals(condition.getType()) && status.equals(condition.getStatus()))
        .findFirst();
  }

  /**
   * Returns its pods that have neither ended nor are being deleted, in the order of their names.
   */
  ImmutableList<WorkloadPod> pods(KubernetesClient client) {
    LabelSelector selector = spec.getSelector();
    if (selector == null) {
      return ImmutableList.of();
    }
    return Pages.all(
            client.pods().inNamespace(namespace()).withLabelSelector(selector), WorkloadPod::of)
        .stream()
        .filter(pod -> pod.isOf(this) && !pod.isLeaving())
        .collect(toImmutableList());
  }

  /** Returns a text of its status, safe to show. */
  static String shown(@Nullable String text) {
    return UntrustedText.line(text);
  }
}
