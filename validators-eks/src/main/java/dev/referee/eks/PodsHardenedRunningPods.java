package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.PodsHardenedExpectations.CONFORM;
import static dev.referee.eks.PodsHardenedExpectations.RUNNING;
import static java.util.Comparator.comparing;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import dev.referee.Finding;
import dev.referee.kubernetes.Pages;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The pods of the judged namespaces that have not ended. Admission does not judge pods that run
 * already, so each is judged here.
 */
record PodsHardenedRunningPods(ImmutableList<Entry> pods, PodSecurityStandard standard) {
  /** The largest number of workloads that are named. */
  static final int MOST = 20;

  /**
   * What is needed of a pod.
   *
   * @param workload the words of what created it, as in {@link Workload#label}
   * @param kubectl the same as an argument of kubectl; empty if it was created by itself
   * @param running whether it was started
   * @param leaving whether it is being deleted
   */
  record Entry(
      String namespace,
      String name,
      String workload,
      String kubectl,
      boolean running,
      boolean leaving,
      ImmutableList<PodSecurityViolation> violations) {

    static Entry of(Pod pod, PodSecurityStandard standard) {
      WorkloadPod read = WorkloadPod.of(pod);
      String namespace = pod.getMetadata().getNamespace();
      OwnerReference owner = read.owner();
      String kind = owner == null ? "Pod" : Workload.shown(owner.getKind());
      String command = Ascii.toLowerCase(kind);
      String name = owner == null ? read.name() : Workload.shown(owner.getName());
      for (WorkloadKind between : WorkloadKind.values()) {
        String suffix = "-" + read.labels().getOrDefault(between.hashLabel(), "");
        if (kind.equals(between.between()) && suffix.length() > 1 && name.endsWith(suffix)) {
          kind = between.word();
          command = between.kubectl();
          name = name.substring(0, name.length() - suffix.length());
        }
      }
      return new Entry(
          namespace,
          read.name(),
          "%s %s/%s".formatted(kind, namespace, name),
          owner == null ? "" : "%s/%s -n %s".formatted(command, name, namespace),
          "Running".equals(read.status().getPhase()),
          read.leaving(),
          standard.violations(pod.getMetadata(), pod.getSpec()));
    }
  }

  static PodsHardenedRunningPods read(
      KubernetesClient client, PodsHardenedNamespaces namespaces, PodSecurityStandard standard) {
    ImmutableList<Entry> all =
        namespaces
            .only()
            .map(it -> Pages.all(client.pods().inNamespace(it), pod -> entry(pod, standard)))
            .orElseGet(
                () ->
                    Pages.all(
                        client.pods().inAnyNamespace(),
                        pod ->
                            namespaces.contains(pod.getMetadata().getNamespace())
                                ? entry(pod, standard)
                                : ImmutableList.<Entry>of()))
            .stream()
            .flatMap(List::stream)
            .collect(toImmutableList());
    return new PodsHardenedRunningPods(all, standard);
  }

  private static ImmutableList<Entry> entry(Pod pod, PodSecurityStandard standard) {
    String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase)
        ? ImmutableList.of()
        : ImmutableList.of(Entry.of(pod, standard));
  }

  /** Returns whether pods run where they have to: in each namespace that is named, or in any. */
  ImmutableList<Finding> running(PodsHardenedNamespaces namespaces, KubernetesClient client) {
    if (!namespaces.named()) {
      return ImmutableList.of(running("the cluster", pods, ImmutableList.of()));
    }
    ImmutableListMultimap<String, Entry> byNamespace = Multimaps.index(pods, Entry::namespace);
    return namespaces.judged().stream()
        .map(
            entry -> {
              List<Entry> entries = byNamespace.get(entry.name());
              return running(
                  entry.name(),
                  entries,
                  entries.stream().anyMatch(Entry::running)
                      ? ImmutableList.of()
                      : refusals(WorkloadEvents.in(entry.name(), client)));
            })
        .collect(toImmutableList());
  }

  private static List<WorkloadEvents.Entry> refusals(WorkloadEvents events) {
    return events.entries().stream()
        .filter(entry -> entry.reason().equals("FailedCreate"))
        .filter(entry -> PodsHardenedDeployments.isRefusal(entry.message()))
        .limit(3)
        .collect(Collectors.toList());
  }

  private static Finding running(
      String where, List<Entry> entries, List<WorkloadEvents.Entry> refusals) {
    long staying = entries.stream().filter(entry -> !entry.leaving()).count();
    boolean runs = entries.stream().anyMatch(entry -> entry.running() && !entry.leaving());
    Finding.Builder finding =
        (runs ? RUNNING.satisfied() : staying > 0 ? RUNNING.pending() : RUNNING.unsatisfied())
            .subject(where)
            .expected("at least one running pod")
            .seen(
                runs
                    ? "%d pods run or start.".formatted(staying)
                    : staying > 0
                        ? "%d pods have not started yet.".formatted(staying)
                        : "There is no pod.")
            .remedy(
                staying > 0
                    ? "Wait until they run."
                    : refusals.isEmpty()
                        ? "Run the workload there: what does not run is not hardened."
                        : "Correct the pod template of the workload whose pods are refused.");
    Facts.add(
        finding,
        refusals,
        entry -> entry.kind() + " " + entry.name(),
        WorkloadEvents.Entry::message);
    return finding.build();
  }

  /** Returns a finding for each workload whose pods violate the level, or one that none does. */
  ImmutableList<Finding> conform(PodsHardenedDeployments workloads) {
    List<Entry> violating =
        pods.stream().filter(entry -> !entry.violations().isEmpty()).collect(Collectors.toList());
    if (violating.isEmpty()) {
      return pods.isEmpty()
          ? ImmutableList.of()
          : ImmutableList.of(
              CONFORM
                  .satisfied()
                  .seen("All %d pods conform to %s.".formatted(pods.size(), standard))
                  .build());
    }
    // Those that stay as they are come first, so that none of them is left out for another one.
    ImmutableList<Group> groups =
        Multimaps.index(violating, Entry::workload).asMap().entrySet().stream()
            .map(entry -> Group.of(entry.getKey(), entry.getValue(), workloads))
            .sorted(comparing(Group::isGoing).thenComparing(Group::workload))
            .collect(toImmutableList());
    return IntStream.range(0, Math.min(MOST, groups.size()))
        .mapToObj(
            i -> violating(groups.get(i), workloads, i == MOST - 1 ? groups.size() - MOST : 0))
        .collect(toImmutableList());
  }

  /**
   * The pods of a workload that violate the level.
   *
   * @param going why they will be gone by themselves, as a sentence; empty if they will not
   */
  private record Group(String workload, ImmutableList<Entry> pods, String going) {
    static Group of(String workload, Collection<Entry> pods, PodsHardenedDeployments workloads) {
      boolean rolling =
          workloads.find(workload).filter(PodsHardenedDeployments.Entry::rolling).isPresent();
      return new Group(
          workload,
          ImmutableList.copyOf(pods),
          pods.stream().allMatch(Entry::leaving)
              ? " They are being deleted."
              : rolling ? " A rollout is replacing them." : "");
    }

    boolean isGoing() {
      return !going.isEmpty();
    }

    String seen() {
      return "%d of its pods %s the level: %s%s.%s"
          .formatted(
              pods.size(),
              pods.size() == 1 ? "violates" : "violate",
              pods.stream().limit(5).map(Entry::name).collect(Collectors.joining(", ")),
              pods.size() > 5 ? " and more" : "",
              going);
    }
  }

  private Finding violating(Group group, PodsHardenedDeployments workloads, int more) {
    Entry first = group.pods().get(0);
    Finding.Builder finding =
        (group.isGoing() ? CONFORM.pending() : CONFORM.unsatisfied())
            .subject(group.workload())
            .expected(standard.toString())
            .seen(
                first.kubectl().isEmpty()
                    ? "The pod violates the level." + group.going()
                    : group.seen())
            .remedy(
                group.isGoing()
                    ? "Wait until they are gone: kubectl get pods -n %s."
                        .formatted(first.namespace())
                    : remedy(first, workloads));
    // Pods of one template violate the same, so one of them is enough.
    Map<List<PodSecurityViolation>, Collection<Entry>> byViolations =
        Multimaps.index(
                group.pods(), (Entry entry) -> (List<PodSecurityViolation>) entry.violations())
            .asMap();
    byViolations.values().stream()
        .limit(3)
        .map(same -> same.iterator().next())
        .forEach(
            pod ->
                Facts.add(
                    finding,
                    pod.violations(),
                    violation -> "pod %s, %s".formatted(pod.name(), violation.where()),
                    PodSecurityViolation::words));
    if (more > 0) {
      finding.fact("and", more + " more workloads");
    }
    return finding.build();
  }

  private static String remedy(Entry pod, PodsHardenedDeployments workloads) {
    if (pod.violations().stream().allMatch(PodSecurityViolation::isOfDebugging)) {
      return "Containers for debugging stay as long as their pod: kubectl delete pod %s -n %s."
          .formatted(pod.name(), pod.namespace());
    }
    if (pod.kubectl().isEmpty()) {
      return "Create the pod %s again, and before: %s."
          .formatted(
              pod.name(),
              pod.violations().stream()
                  .map(PodSecurityViolation::remedy)
                  .limit(6)
                  .collect(Collectors.joining("; ")));
    }
    return workloads
        .find(pod.workload())
        .filter(entry -> entry.violations().isEmpty())
        .map(entry -> withoutTemplate(pod, entry.containers()))
        .orElseGet(() -> PodsHardenedDeployments.inTemplate(pod.kubectl(), pod.violations()));
  }

  /** The template conforms, so the pods differ from it. */
  private static String withoutTemplate(Entry pod, Set<String> containers) {
    List<String> added =
        pod.violations().stream()
            .map(PodSecurityViolation::where)
            .filter(it -> it.contains("container ") && !containers.contains(it))
            .distinct()
            .collect(Collectors.toList());
    String restart = "kubectl rollout restart %s.".formatted(pod.kubectl());
    return added.isEmpty()
        ? "Its template conforms, but these pods are of an older one, or were changed on creation: "
            + restart
        : "Its template conforms, but a webhook adds to its pods: %s. Configure what adds that, then: %s"
            .formatted(String.join(", ", added), restart);
  }
}
