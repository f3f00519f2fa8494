package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.PodsHardenedExpectations.CONFORM;
import static dev.referee.eks.PodsHardenedExpectations.RUNNING;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedMap;
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

/**
 * The pods of the judged namespaces that have not ended. Admission does not judge pods that run
 * already, so each is judged here.
 */
record PodsHardenedPods(ImmutableList<Entry> pods, PodSecurityStandard standard) {
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
      String name = owner == null ? read.name() : Workload.shown(owner.getName());
      for (WorkloadKind between : WorkloadKind.values()) {
        String suffix = "-" + read.labels().getOrDefault(between.hashLabel(), "");
        if (kind.equals(between.between()) && suffix.length() > 1 && name.endsWith(suffix)) {
          kind = between.word();
          name = name.substring(0, name.length() - suffix.length());
        }
      }
      return new Entry(
          namespace,
          read.name(),
          "%s %s/%s".formatted(kind, namespace, name),
          owner == null ? "" : "%s/%s -n %s".formatted(Ascii.toLowerCase(kind), name, namespace),
          "Running".equals(read.status().getPhase()),
          read.leaving(),
          standard.violations(pod.getMetadata(), pod.getSpec()));
    }
  }

  static PodsHardenedPods read(
      KubernetesClient client, PodsHardenedNamespaces namespaces, PodSecurityStandard standard) {
    ImmutableList<Entry> all =
        namespaces
            .only()
            .map(it -> Pages.all(client.pods().inNamespace(it), of -> entry(of, standard)))
            .orElseGet(
                () ->
                    Pages.all(
                        client.pods().inAnyNamespace(),
                        of ->
                            namespaces.contains(of.getMetadata().getNamespace())
                                ? entry(of, standard)
                                : ImmutableList.<Entry>of()))
            .stream()
            .flatMap(List::stream)
            .collect(toImmutableList());
    return new PodsHardenedPods(all, standard);
  }

  private static ImmutableList<Entry> entry(Pod of, PodSecurityStandard standard) {
    String phase = of.getStatus() == null ? "" : of.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase)
        ? ImmutableList.of()
        : ImmutableList.of(Entry.of(of, standard));
  }

  /** Returns whether pods run where they have to: in each namespace that is named, or in any. */
  ImmutableList<Finding> running(PodsHardenedNamespaces namespaces, KubernetesClient client) {
    if (!namespaces.named()) {
      return ImmutableList.of(running("the cluster", pods, ImmutableList.of()));
    }
    ImmutableListMultimap<String, Entry> byNamespace = Multimaps.index(pods, Entry::namespace);
    return namespaces.judged().stream()
        .map(
            it -> {
              List<Entry> there = byNamespace.get(it.name());
              return running(
                  it.name(),
                  there,
                  there.stream().anyMatch(Entry::running)
                      ? ImmutableList.of()
                      : refusals(WorkloadEvents.in(it.name(), client)));
            })
        .collect(toImmutableList());
  }

  private static List<WorkloadEvents.Entry> refusals(WorkloadEvents events) {
    return events.entries().stream()
        .filter(it -> it.reason().equals("FailedCreate"))
        .filter(it -> PodsHardenedWorkloads.isRefusal(it.message()))
        .limit(3)
        .collect(Collectors.toList());
  }

  private static Finding running(
      String where, List<Entry> there, List<WorkloadEvents.Entry> refusals) {
    long staying = there.stream().filter(it -> !it.leaving()).count();
    boolean runs = there.stream().anyMatch(it -> it.running() && !it.leaving());
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
    Facts.add(finding, refusals, it -> it.kind() + " " + it.name(), WorkloadEvents.Entry::message);
    return finding.build();
  }

  /** Returns a finding for each workload whose pods violate the level, or one that none does. */
  ImmutableList<Finding> conform(PodsHardenedWorkloads workloads) {
    Map<String, Collection<Entry>> violating =
        ImmutableSortedMap.copyOf(
            Multimaps.index(
                    pods.stream()
                        .filter(it -> !it.violations().isEmpty())
                        .collect(Collectors.toList()),
                    Entry::workload)
                .asMap());
    if (violating.isEmpty()) {
      return pods.isEmpty()
          ? ImmutableList.of()
          : ImmutableList.of(
              CONFORM
                  .satisfied()
                  .seen("All %d pods conform to %s.".formatted(pods.size(), standard))
                  .build());
    }
    int more = violating.size() - MOST;
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    int number = 0;
    for (Collection<Entry> group : violating.values()) {
      number++;
      if (number <= MOST) {
        findings.add(violating(ImmutableList.copyOf(group), workloads, number == MOST ? more : 0));
      }
    }
    return findings.build();
  }

  private Finding violating(List<Entry> group, PodsHardenedWorkloads workloads, int more) {
    Entry first = group.get(0);
    boolean leaving = group.stream().allMatch(Entry::leaving);
    boolean rolling =
        workloads.find(first.workload()).filter(PodsHardenedWorkloads.Entry::rolling).isPresent();
    Finding.Builder finding =
        (leaving || rolling ? CONFORM.pending() : CONFORM.unsatisfied())
            .subject(first.workload())
            .expected(standard.toString())
            .seen(seen(group, leaving, rolling))
            .remedy(
                leaving || rolling
                    ? "Wait until they are gone: kubectl get pods -n %s."
                        .formatted(first.namespace())
                    : remedy(first, workloads));
    // Pods of one template violate the same, so one of them is enough.
    Map<List<PodSecurityViolation>, Collection<Entry>> alike =
        Multimaps.index(group, (Entry it) -> (List<PodSecurityViolation>) it.violations()).asMap();
    alike.values().stream()
        .limit(3)
        .map(pods -> pods.iterator().next())
        .forEach(
            pod ->
                Facts.add(
                    finding,
                    pod.violations(),
                    it -> "pod %s, %s".formatted(pod.name(), it.where()),
                    PodSecurityViolation::words));
    if (more > 0) {
      finding.fact("and", more + " more workloads");
    }
    return finding.build();
  }

  private static String seen(List<Entry> group, boolean leaving, boolean rolling) {
    return "%d pods of it violate the level: %s%s.%s"
        .formatted(
            group.size(),
            group.stream().limit(5).map(Entry::name).collect(Collectors.joining(", ")),
            group.size() > 5 ? " and more" : "",
            leaving ? " They are being deleted." : rolling ? " A rollout is replacing them." : "");
  }

  private static String remedy(Entry pod, PodsHardenedWorkloads workloads) {
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
        .filter(it -> it.violations().isEmpty())
        .map(it -> withoutTemplate(pod, it.containers()))
        .orElseGet(() -> PodsHardenedWorkloads.inTemplate(pod.kubectl(), pod.violations()));
  }

  /** The template conforms, so the pods differ from it. */
  private static String withoutTemplate(Entry pod, Set<String> containers) {
    List<String> added =
        pod.violations().stream()
            .map(PodSecurityViolation::where)
            .filter(it -> it.contains("container ") && !containers.contains(it))
            .distinct()
            .collect(Collectors.toList());
    return added.isEmpty()
        ? "Its template conforms, but these pods are of an older one, or were changed when they"
            + " were"
            + " created: kubectl rollout restart %s.".formatted(pod.kubectl())
        : "Its template conforms, but a webhook adds to its pods: %s. Configure what adds that, then:"
                .formatted(String.join(", ", added))
            + " kubectl rollout restart %s.".formatted(pod.kubectl());
  }
}
