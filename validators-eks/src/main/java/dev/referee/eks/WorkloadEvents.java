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

  private static Entry entry(Event of) {
    return new Entry(
        orEmpty(of.getInvolvedObject() == null ? null : of.getInvolvedObject().getKind()),
        orEmpty(of.getInvolvedObject() == null ? null : of.getInvolvedObject().getName()),
        orEmpty(of.getReason()),
        Workload.shown(of.getMessage()),
        time(of));
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  private static Instant time(Event of) {
    return Stream.of(
            WorkloadPod.time(
                of.getSeries() == null || of.getSeries().getLastObservedTime() == null
                    ? null
                    : of.getSeries().getLastObservedTime().getTime()),
            WorkloadPod.time(of.getLastTimestamp()),
            WorkloadPod.time(of.getEventTime() == null ? null : of.getEventTime().getTime()),
            WorkloadPod.time(of.getMetadata().getCreationTimestamp()))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(Instant.EPOCH);
  }

  /** Returns the newest event about a pod with one of these reasons. */
  Optional<Entry> ofPod(String pod, String... reasons) {
    return newest(it -> it.kind().equals("Pod") && it.name().equals(pod), reasons);
  }

  /**
   * Returns what Karpenter or Cluster Autoscaler said last about a pod that it adds no node for.
   */
  Optional<Entry> ofRefusal(String pod) {
    return newest(
        it ->
            it.kind().equals("Pod")
                && it.name().equals(pod)
                && (it.reason().equals("NotTriggerScaleUp")
                    || it.message().startsWith("Failed to schedule pod")),
        "NotTriggerScaleUp",
        "FailedScheduling");
  }

  /** Returns the newest event about a NodeClaim; such events are in the namespace default. */
  Optional<Entry> ofNodeClaims(String reason) {
    return newest(it -> it.kind().equals("NodeClaim"), reason);
  }

  /** Returns the newest event about the workload, or about a ReplicaSet of it. */
  Optional<Entry> of(Workload workload, String... reasons) {
    String between = workload.kind().between();
    return newest(
        it ->
            (it.kind().equals(workload.kind().word()) && it.name().equals(workload.name()))
                || (!between.isEmpty()
                    && it.kind().equals(between)
                    && isReplicaSet(it.name(), workload.name())),
        reasons);
  }

  /** A ReplicaSet is named by its owner and a hash, which has no hyphen. */
  private static boolean isReplicaSet(String name, String owner) {
    return name.startsWith(owner + "-") && name.indexOf('-', owner.length() + 1) < 0;
  }

  private Optional<Entry> newest(Predicate<Entry> about, String... reasons) {
    List<String> wanted = List.of(reasons);
    return entries.stream().filter(it -> wanted.contains(it.reason())).filter(about).findFirst();
  }
}
