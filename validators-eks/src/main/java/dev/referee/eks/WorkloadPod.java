package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What checks need of a pod; the rest of it is not kept.
 *
 * @param owner its controller; null if it has none
 * @param node the node that it was scheduled to; empty if it was not
 * @param leaving whether it is being deleted
 * @param containers its containers, with their images and resources only
 * @param resources the resources of the whole pod; null if it has none
 */
record WorkloadPod(
    String name,
    Map<String, String> labels,
    @Nullable OwnerReference owner,
    String node,
    boolean leaving,
    Optional<Instant> created,
    List<Container> containers,
    @Nullable ResourceRequirements resources,
    PodStatus status) {

  static WorkloadPod of(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    PodStatus status = pod.getStatus();
    return new WorkloadPod(
        pod.getMetadata().getName(),
        labels == null ? ImmutableMap.of() : ImmutableMap.copyOf(labels),
        pod.getMetadata().getOwnerReferences().stream()
            .filter(reference -> Boolean.TRUE.equals(reference.getController()))
            .findFirst()
            .orElse(null),
        pod.getSpec().getNodeName() == null ? "" : pod.getSpec().getNodeName(),
        pod.getMetadata().getDeletionTimestamp() != null,
        time(pod.getMetadata().getCreationTimestamp()),
        pod.getSpec().getContainers().stream().map(WorkloadPod::kept).collect(toImmutableList()),
        pod.getSpec().getResources(),
        status == null ? new PodStatus() : status);
  }

  private static Container kept(Container container) {
    return new ContainerBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withResources(container.getResources())
        .build();
  }

  /** Returns a time of Kubernetes; empty if there is none. */
  static Optional<Instant> time(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether it belongs to the workload. A ReplicaSet is named by its owner and the hash of
   * the template, which its pods have as a label.
   */
  boolean isOf(Workload workload) {
    WorkloadKind kind = workload.kind();
    if (owner == null) {
      return false;
    }
    if (kind.between().isEmpty()) {
      return kind.word().equals(owner.getKind()) && workload.name().equals(owner.getName());
    }
    String hash = labels.getOrDefault(kind.hashLabel(), "");
    return kind.between().equals(owner.getKind())
        && owner.getName().equals(workload.name() + "-" + hash);
  }

  /** Returns whether it is being deleted, or has ended. */
  boolean isLeaving() {
    return leaving || "Failed".equals(status.getPhase()) || "Succeeded".equals(status.getPhase());
  }

  boolean isReady() {
    return condition("Ready").filter(condition -> "True".equals(condition.getStatus())).isPresent();
  }

  Optional<PodCondition> condition(String type) {
    return status.getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  /** Returns the statuses of its containers, those of init containers first. */
  ImmutableList<ContainerStatus> statuses() {
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .collect(toImmutableList());
  }

  /** Returns when a container was started again for the last time; empty if it never was. */
  static Optional<Instant> restarted(ContainerStatus container) {
    if (Workload.count(container.getRestartCount()) == 0) {
      return Optional.empty();
    }
    ContainerState last = container.getLastState();
    return started(container)
        .or(
            () ->
                last == null || last.getTerminated() == null
                    ? Optional.empty()
                    : time(last.getTerminated().getFinishedAt()));
  }

  /** Returns since when a container runs; empty if it does not. */
  static Optional<Instant> started(ContainerStatus container) {
    ContainerState state = container.getState();
    return state == null || state.getRunning() == null
        ? Optional.empty()
        : time(state.getRunning().getStartedAt());
  }
}
