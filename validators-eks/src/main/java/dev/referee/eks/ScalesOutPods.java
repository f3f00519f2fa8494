package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ScalesOutExpectations.ADDED;
import static dev.referee.eks.WorkloadDiagnosis.CREATED;
import static dev.referee.eks.WorkloadDiagnosis.SCHEDULED;

import com.google.common.base.Ascii;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Finding;
import dev.referee.kubernetes.Pages;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The pods that need nodes: those of a workload, or else all that have no node. Pods of DaemonSets
 * do not count, as no node is added for them. For one judgement and one thread.
 */
final class ScalesOutPods {
  /** The number of namespaces whose events are read, and of pods that are explained. */
  private static final int MOST_NAMESPACES = 3;

  private static final int MOST_PODS = 20;
  private static final Set<String> OF_NODES = Set.of("DaemonSet", "Node");

  private final ImmutableList<Replicas> workloads;
  private final ImmutableList<Waiting> waiting;
  private final Instant now;
  private final Map<String, WorkloadEvents> events = new HashMap<>();
  private final KubernetesClient client;
  private final Supplier<ImmutableList<Reason>> reasons = Suppliers.memoize(this::explain);

  /** A workload and its pods. */
  private record Replicas(Workload workload, ImmutableList<WorkloadPod> pods) {
    boolean isScheduled() {
      return workload.replicas() > 0
          && pods.size() >= workload.replicas()
          && pods.stream().noneMatch(pod -> pod.node().isEmpty());
    }
  }

  /** A pod without a node. */
  private record Waiting(String namespace, WorkloadPod pod) {
    String name() {
      return namespace + "/" + pod.name();
    }
  }

  /** Why a pod has no node. */
  private record Reason(String pod, WorkloadScheduling why) {}

  private ScalesOutPods(
      ImmutableList<Replicas> workloads,
      ImmutableList<Waiting> waiting,
      Instant now,
      KubernetesClient client) {
    this.workloads = workloads;
    this.waiting = waiting;
    this.now = now;
    this.client = client;
  }

  /** Reads the pods of workloads. */
  static ScalesOutPods of(List<Workload> workloads, Instant now, KubernetesClient client) {
    ImmutableList<Replicas> all =
        workloads.stream()
            .map(workload -> new Replicas(workload, workload.pods(client)))
            .collect(toImmutableList());
    ImmutableList<Waiting> waiting =
        all.stream()
            .flatMap(
                replicas ->
                    replicas.pods().stream()
                        .filter(pod -> pod.node().isEmpty())
                        .map(pod -> new Waiting(replicas.workload().namespace(), pod)))
            .collect(toImmutableList());
    return new ScalesOutPods(all, waiting, now, client);
  }

  /** Reads all pods without a node, or those of a namespace. */
  static ScalesOutPods waiting(Optional<String> namespace, Instant now, KubernetesClient client) {
    var pods =
        namespace.isPresent()
            ? client.pods().inNamespace(namespace.get()).withField("spec.nodeName", "")
            : client.pods().inAnyNamespace().withField("spec.nodeName", "");
    ImmutableList<Waiting> waiting =
        Pages.all(pods, ScalesOutPods::waiting).stream()
            .flatMap(Optional::stream)
            .collect(toImmutableList());
    return new ScalesOutPods(ImmutableList.of(), waiting, now, client);
  }

  private static Optional<Waiting> waiting(Pod from) {
    WorkloadPod pod = WorkloadPod.of(from);
    boolean gated =
        pod.condition("PodScheduled")
            .filter(condition -> "SchedulingGated".equals(condition.getReason()))
            .isPresent();
    boolean ofNode = pod.owner() != null && OF_NODES.contains(pod.owner().getKind());
    return pod.node().isEmpty() && !pod.isLeaving() && !gated && !ofNode
        ? Optional.of(new Waiting(from.getMetadata().getNamespace(), pod))
        : Optional.empty();
  }

  boolean areWaiting() {
    return !waiting.isEmpty();
  }

  /** Returns whether a pod waits for which no node is coming. */
  boolean areStuck() {
    return reasons.get().stream().anyMatch(reason -> reason.why().until() == null);
  }

  /** Returns since when the pod that waits longest waits. */
  Optional<Instant> waitingSince() {
    return waiting.stream()
        .flatMap(waiting -> waiting.pod().created().stream())
        .min(Comparator.naturalOrder());
  }

  /** Returns whether a workload is asked for, and each of its pods is on one of these nodes. */
  boolean areOn(Set<String> nodes) {
    return !workloads.isEmpty()
        && workloads.stream().allMatch(Replicas::isScheduled)
        && nodes.containsAll(nodes());
  }

  /** Returns whether a workload is asked for, and each of its pods has a node. */
  boolean areScheduled() {
    return !workloads.isEmpty() && workloads.stream().allMatch(Replicas::isScheduled);
  }

  /** Returns the nodes of the workload's pods; empty if no workload is asked for. */
  ImmutableSet<String> nodes() {
    return workloads.stream()
        .flatMap(replicas -> replicas.pods().stream())
        .map(WorkloadPod::node)
        .filter(it -> !it.isEmpty())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Returns whether what adds nodes said such a text about a waiting pod. */
  boolean areRefused(String text) {
    return reasons.get().stream()
        .anyMatch(reason -> Ascii.toLowerCase(reason.why().seen()).contains(text));
  }

  private ImmutableList<Reason> explain() {
    List<Reason> all = new ArrayList<>();
    for (Waiting each : waiting.subList(0, Math.min(MOST_PODS, waiting.size()))) {
      if (events.containsKey(each.namespace()) || events.size() < MOST_NAMESPACES) {
        WorkloadEvents known =
            events.computeIfAbsent(each.namespace(), it -> WorkloadEvents.in(it, client));
        all.add(
            new Reason(
                each.name(), WorkloadScheduling.of(each.namespace(), each.pod(), known, now)));
      }
    }
    return ImmutableList.copyOf(all);
  }

  /**
   * Returns the findings about the pods.
   *
   * @param coming until when a node may still come that is being added; empty if none is
   * @param nodes the nodes that were added
   */
  ImmutableList<Finding> findings(Optional<Instant> coming, Set<String> nodes) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    workloads.forEach(replicas -> created(replicas).ifPresent(findings::add));
    if (areWaiting()) {
      return findings.add(unscheduled(coming)).build();
    }
    if (workloads.isEmpty()) {
      return findings.add(SCHEDULED.satisfied().seen("No pod waits for a node.").build()).build();
    }
    workloads.forEach(replicas -> findings.add(scheduled(replicas), added(replicas, nodes)));
    return findings.build();
  }

  private Optional<Finding> created(Replicas replicas) {
    Workload workload = replicas.workload();
    return replicas.pods().size() >= workload.replicas()
        ? Optional.empty()
        : WorkloadDiagnosis.explain(
                workload,
                ImmutableList.of(),
                events.computeIfAbsent(workload.namespace(), it -> WorkloadEvents.in(it, client)),
                now)
            .stream()
            .filter(finding -> finding.expectation().equals(CREATED))
            .findFirst();
  }

  private Finding unscheduled(Optional<Instant> coming) {
    ImmutableList<Reason> all = reasons.get();
    // A reason that stays outranks one that may pass.
    Reason worst =
        all.stream()
            .filter(reason -> reason.why().until() == null)
            .findFirst()
            .orElseGet(() -> all.get(0));
    Optional<Instant> until = Optional.ofNullable(worst.why().until()).or(() -> coming);
    Finding.Builder finding =
        until
            .map(SCHEDULED::pending)
            .orElseGet(SCHEDULED::unsatisfied)
            .subject(worst.pod())
            .expected("a node for every pod")
            .seen(
                waiting.size() == 1
                    ? worst.why().seen()
                    : "%d pods have no node. %s".formatted(waiting.size(), worst.why().seen()))
            .remedy(worst.why().remedy());
    Facts.add(
        finding,
        all.stream().filter(reason -> !reason.equals(worst)).collect(toImmutableList()),
        Reason::pod,
        reason -> reason.why().seen());
    return finding.build();
  }

  private static Finding scheduled(Replicas replicas) {
    Workload workload = replicas.workload();
    if (replicas.isScheduled()) {
      return SCHEDULED
          .satisfied()
          .subject(workload.label())
          .seen("Each of its %d pods has a node.".formatted(replicas.pods().size()))
          .build();
    }
    boolean none = workload.replicas() == 0;
    return (none ? SCHEDULED.unsatisfied() : SCHEDULED.pending())
        .subject(workload.label())
        .expected("a node for each of its pods")
        .seen(
            none
                ? "It asks for 0 replicas, so nothing needs a node."
                : "%d of its %d pods exist.".formatted(replicas.pods().size(), workload.replicas()))
        .remedy(
            none
                ? "Scale it out: kubectl scale %s --replicas=N.".formatted(workload.kubectl())
                : "Wait until Kubernetes has created its pods.")
        .build();
  }

  private static Finding added(Replicas replicas, Set<String> nodes) {
    List<WorkloadPod> others =
        replicas.pods().stream()
            .filter(pod -> !nodes.contains(pod.node()))
            .collect(toImmutableList());
    Finding.Builder finding =
        (others.isEmpty() ? ADDED.satisfied() : ADDED.unsatisfied())
            .subject(replicas.workload().label())
            .expected("all of its pods on nodes that were added")
            .seen(
                others.isEmpty()
                    ? "All of its pods are on such nodes."
                    : "%d of its %d pods are on other nodes."
                        .formatted(others.size(), replicas.pods().size()))
            .remedy(
                "Keep the pods off the other nodes, by a nodeSelector or by taints of these nodes:"
                    + " kubectl get pods -n %s -o wide."
                        .formatted(replicas.workload().namespace()));
    Facts.add(finding, others, WorkloadPod::name, pod -> "on " + pod.node());
    return finding.build();
  }
}
