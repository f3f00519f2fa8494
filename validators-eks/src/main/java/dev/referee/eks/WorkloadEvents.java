package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import dev.referee.Permissions;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The events of a namespace, the newest first. The API server keeps them for an hour. */
record WorkloadEvents(ImmutableList<Entry> entries) {
  static final Permissions READS = Permissions.ofReads("kubernetes:list:events");

  /** What checks need of an event; its message is safe to show. */
  record Entry(String kind, String name, String reason, String message, Instant time) {}

  static WorkloadEvents in(String namespace, KubernetesClient client) {
    return new WorkloadEvents(
        Pages.all(client.v1().events().inNamespace(namespace), WorkloadEvents::entry).stream()
            .sorted(comparing(Entry::time).reversed())
            .collect(toImmutableList()));
  }

  private static Entry entry(Event event) {
    return new Entry(
        orEmpty(event.getInvolvedObject() == null ? null : event.getInvolvedObject().getKind()),
        orEmpty(event.getInvolvedObject() == null ? null : event.getInvolvedObject().getName()),
        orEmpty(event.getReason()),
        Workload.shown(event.getMessage()),
        time(event));
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  private static Instant time(Event event) {
    return Stream.of(
            WorkloadPod.time(
                event.getSeries() == null || event.getSeries().getLastObservedTime() == null
                    ? null
                    : event.getSeries().getLastObservedTime().getTime()),
            WorkloadPod.time(event.getLastTimestamp()),
            WorkloadPod.time(event.getEventTime() == null ? null : event.getEventTime().getTime()),
            WorkloadPod.time(event.getMetadata().getCreationTimestamp()))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(Instant.EPOCH);
  }

  /** Returns the newest event about a pod with one of these reasons. */
  Optional<Entry> ofPod(String pod, String... reasons) {
    return newest(entry -> entry.kind().equals("Pod") && entry.name().equals(pod), reasons);
  }

  /**
   * Returns what Karpenter or Cluster Autoscaler said last about a pod that it adds no node for.
   */
  Optional<Entry> ofRefusal(String pod) {
    return newest(
        entry ->
            entry.kind().equals("Pod")
                && entry.name().equals(pod)
                && (entry.reason().equals("NotTriggerScaleUp")
                    || entry.message().startsWith("Failed to schedule pod")),
        "NotTriggerScaleUp",
        "FailedScheduling");
  }

  /** Returns the newest event about a NodeClaim; such events are in the namespace default. */
  Optional<Entry> ofNodeClaims(String reason) {
    return newest(entry -> entry.kind().equals("NodeClaim"), reason);
  }

  /** Returns the newest event about the workload, or about a ReplicaSet of it. */
  Optional<Entry> of(Workload workload, String... reasons) {
    String between = workload.kind().between();
    return newest(
        entry ->
            (entry.kind().equals(workload.kind().word()) && entry.name().equals(workload.name()))
                || (!between.isEmpty()
                    && entry.kind().equals(between)
                    && isReplicaSet(entry.name(), workload.name())),
        reasons);
  }

  /** A ReplicaSet is named by its owner and a hash, which has no hyphen. */
  private static boolean isReplicaSet(String name, String owner) {
    return name.startsWith(owner + "-") && name.indexOf('-', owner.length() + 1) < 0;
  }

  private Optional<Entry> newest(Predicate<Entry> about, String... reasons) {
    List<String> wanted = List.of(reasons);
    return entries.stream()
        .filter(entry -> wanted.contains(entry.reason()))
        .filter(about)
        .findFirst();
  }
}
