package dev.referee.eks;

import static dev.referee.eks.WorkloadServesExpectations.PROBES;
import static dev.referee.eks.WorkloadServesExpectations.REPLICAS;
import static dev.referee.eks.WorkloadServesExpectations.STABLE;
import static dev.referee.spi.Parameter.duration;
import static dev.referee.spi.Parameter.number;
import static dev.referee.spi.Parameter.text;
import static dev.referee.spi.Parameter.texts;

import com.google.common.collect.ImmutableList;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.kubernetes.Cluster;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Facts;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A check that a workload is rolled out and stays so; see {@link EksChecks#workloadServes}. */
final class WorkloadServes extends ClusterCheck {
  private static final CheckKind.Builder DECLARED =
      CheckKind.of("eks.workload-serves", "The workload is rolled out, and stays so");
  static final OneOf<WorkloadMatch> WORKLOAD = DECLARED.takes(WorkloadSelector.WORKLOAD);
  static final Parameter<String> NAMESPACE = DECLARED.takes(WorkloadSelector.NAMESPACE);
  static final Parameter<WorkloadKind> KIND_OF_WORKLOAD = DECLARED.takes(WorkloadSelector.KIND);
  static final Parameter<Integer> AT_LEAST =
      DECLARED.takes(
          number("replicas", "how many replicas the workload has to have at least")
              .atLeast(1)
              .defaultValue(1));
  static final Parameter<Duration> WITHOUT_RESTARTS =
      DECLARED.takes(
          duration(
                  "withoutRestartsFor",
                  "how long no container may have restarted, and as many pods as asked for have to"
                      + " have run")
              .atLeast(Duration.ZERO)
              .defaultValue("5m"));
  static final Parameter<ImageReference> IMAGE =
      DECLARED.takes(
          text(
                  "image",
                  "the image that a container of every pod has to run: repository:tag, the end of"
                      + " it, :tag, or sha256:DIGEST")
              .as(ImageReference::asked));
  static final Parameter<List<Probe>> PROBES_ASKED =
      DECLARED.takes(
          texts(
              "probes",
              "the probes that a container has to have: readiness, liveness, startup",
              Probe::of));
  static final Parameter<String> CONTAINER =
      DECLARED.takes(
          text("container", "the name of the container that image and probes are about")
              .defaultText("any container of the pod"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "A Deployment, a StatefulSet or an Argo Rollout, whichever has the name or the"
                  + " label.",
              "More replicas than asked for, also if an autoscaler sets them.",
              "A rollout by new pods, by a rollback, or by deleting and creating the workload.",
              "An image by tag, by digest, or by both.",
              "A pod that was started again by its owner: it has no restarts yet, and counts when"
                  + " it has run long enough.",
              "A restart that is longer ago than the period.")
          .expects(WorkloadServesExpectations.ALL)
          .requires(Cluster.READS.and(Workload.PODS).and(WorkloadEvents.READS))
          .requires(WorkloadSelector::permissions, WorkloadSelector.READS)
          .build(WorkloadServes::new);

  private final WorkloadSelector selector;

  /** The probes of a container. */
  enum Probe {
    READINESS("readiness"),
    LIVENESS("liveness"),
    STARTUP("startup");

    private final String word;

    Probe(String word) {
      this.word = word;
    }

    static Probe of(String word) {
      for (Probe probe : values()) {
        if (probe.word.equals(word)) {
          return probe;
        }
      }
      throw new IllegalArgumentException(
          "'%s' is no probe: write readiness, liveness or startup".formatted(word));
    }

    boolean isOf(Container container) {
      return switch (this) {
        case READINESS -> container.getReadinessProbe() != null;
        case LIVENESS -> container.getLivenessProbe() != null;
        case STARTUP -> container.getStartupProbe() != null;
      };
    }
  }

  WorkloadServes(Arguments arguments) {
    super(KIND, arguments);
    this.selector = WorkloadSelector.of(arguments);
  }

  @Override
  List<Finding> judge(CheckContext context, ActiveCluster cluster) {
    KubernetesClient client = cluster.kubernetes();
    WorkloadSelector.Found found = selector.find(client);
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(found.finding());
    found.workloads().forEach(workload -> findings.addAll(judge(workload, context.now(), client)));
    return findings.build();
  }

  /** Returns when the last workload was changed and had enough ready pods. */
  @Override
  Optional<Instant> fixedAt(ActiveCluster cluster) {
    // The sweep has these responses already.
    KubernetesClient client = cluster.kubernetes();
    List<Instant> times = new ArrayList<>();
    for (Workload workload : selector.find(client).workloads()) {
      Optional<Instant> changed = workload.changedAt();
      List<Instant> ready = readySince(workload.pods(client));
      int needed = needed(workload);
      if (changed.isEmpty() || ready.size() < needed) {
        return Optional.empty();
      }
      times.add(changed.get());
      times.addAll(ready.subList(Math.max(0, needed - 1), needed));
    }
    return times.stream().max(Comparator.naturalOrder());
  }

  private List<Finding> judge(Workload workload, Instant now, KubernetesClient client) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(replicas(workload, arguments().get(AT_LEAST)));
    List<WorkloadPod> pods = workload.pods(client);
    if (!workload.isRolledOut()) {
      List<Finding> reasons =
          WorkloadDiagnosis.explain(
              workload, pods, WorkloadEvents.in(workload.namespace(), client), now);
      return findings.addAll(reasons).add(WorkloadRollout.unfinished(workload, reasons)).build();
    }
    findings.add(WorkloadRollout.finished(workload));
    findings.add(stable(workload, pods, now, client));
    arguments().find(IMAGE).ifPresent(reference -> findings.add(image(workload, pods, reference)));
    arguments().find(PROBES_ASKED).ifPresent(it -> findings.add(probes(workload, it)));
    return findings.build();
  }

  static Finding replicas(Workload workload, int atLeast) {
    boolean enough = workload.replicas() >= atLeast;
    return (enough ? REPLICAS.satisfied() : REPLICAS.unsatisfied())
        .subject(workload.label())
        .expected("at least %d replicas".formatted(atLeast))
        .seen("It asks for %d.".formatted(workload.replicas()))
        .remedy(
            "kubectl scale %s --replicas=%d; if an autoscaler sets the number, raise its minimum."
                .formatted(workload.kubectl(), atLeast))
        .build();
  }

  private Finding stable(
      Workload workload, List<WorkloadPod> pods, Instant now, KubernetesClient client) {
    Duration period = arguments().get(WITHOUT_RESTARTS);
    List<Restart> recent =
        pods.stream()
            .flatMap(
                pod ->
                    pod.statuses().stream()
                        .flatMap(
                            status ->
                                WorkloadPod.restarted(status)
                                    .filter(at -> at.plus(period).isAfter(now))
                                    .map(at -> new Restart(pod, status, at))
                                    .stream()))
            .sorted(Comparator.comparing(Restart::at).reversed())
            .collect(Collectors.toList());
    if (!recent.isEmpty()) {
      return restarted(workload, recent, period, now, client);
    }
    int needed = needed(workload);
    List<Instant> since = readySince(pods);
    if (since.size() < needed) {
      return STABLE
          .pending()
          .subject(workload.label())
          .seen(
              "%d of its pods are ready, although the workload says %d."
                  .formatted(since.size(), Workload.count(workload.status().getReadyReplicas())))
          .remedy("Wait until Kubernetes has counted again.")
          .build();
    }
    Instant steady = needed == 0 ? now : since.get(needed - 1).plus(period);
    return (steady.isAfter(now) ? STABLE.pending(steady) : STABLE.satisfied())
        .subject(workload.label())
        .expected(
            "%d pods that have run for %s without a restart"
                .formatted(needed, Facts.duration(period)))
        .seen(
            steady.isAfter(now)
                ? "Its pods are ready, but have not run that long yet."
                : "No container has restarted in that time.")
        .remedy("Wait, and leave the pods alone.")
        .build();
  }

  /** A container that was started again. */
  private record Restart(WorkloadPod pod, ContainerStatus container, Instant at) {
    String name() {
      return pod.name() + "/" + container.getName();
    }

    String words() {
      return "restarted at %s%s; %d restarts in all"
          .formatted(
              Facts.time(at), WorkloadDiagnosis.ending(container), container.getRestartCount());
    }
  }

  private static Finding restarted(
      Workload workload,
      List<Restart> recent,
      Duration period,
      Instant now,
      KubernetesClient client) {
    Restart last = recent.get(0);
    Instant until = last.at().plus(period);
    Finding.Builder finding =
        STABLE
            .pending(until.isAfter(now) ? until : now)
            .subject(last.name())
            .expected("no restart within " + Facts.duration(period))
            .seen("It " + last.words() + ".")
            .remedy(
                WorkloadDiagnosis.crashRemedy(
                    workload,
                    WorkloadEvents.in(workload.namespace(), client),
                    last.pod(),
                    last.container()));
    Facts.add(finding, recent.subList(1, recent.size()), Restart::name, Restart::words);
    return finding.build();
  }

  /** Returns how many pods have to be ready: no more than the workload asks for. */
  private int needed(Workload workload) {
    return Math.min(arguments().get(AT_LEAST), workload.replicas());
  }

  /** Returns since when the pods that are ready are, the earliest time first. */
  private static List<Instant> readySince(List<WorkloadPod> pods) {
    return pods.stream()
        .filter(WorkloadPod::isReady)
        .flatMap(pod -> readySince(pod).stream())
        .sorted()
        .collect(Collectors.toList());
  }

  /** Returns since when all containers of a pod run, and the pod is ready. */
  private static Optional<Instant> readySince(WorkloadPod pod) {
    return pod.condition("Ready")
        .flatMap(condition -> WorkloadPod.time(condition.getLastTransitionTime()));
  }

  private Finding image(Workload workload, List<WorkloadPod> pods, ImageReference wanted) {
    Expectation step = WorkloadServesExpectations.IMAGE;
    return wanted.judge(step, workload, pods, arguments().find(CONTAINER));
  }

  private Finding probes(Workload workload, List<Probe> asked) {
    PodSpec spec = workload.template().getSpec();
    List<Container> containers =
        spec == null
            ? ImmutableList.of()
            : spec.getContainers().stream()
                .filter(
                    container ->
                        arguments().find(CONTAINER).map(container.getName()::equals).orElse(true))
                .collect(Collectors.toList());
    List<String> missing =
        asked.stream()
            .filter(probe -> containers.stream().noneMatch(probe::isOf))
            .map(probe -> probe.word)
            .collect(Collectors.toList());
    return (missing.isEmpty() ? PROBES.satisfied() : PROBES.unsatisfied())
        .subject(workload.label())
        .expected(
            "these probes: "
                + asked.stream().map(probe -> probe.word).collect(Collectors.joining(", ")))
        .seen(
            missing.isEmpty()
                ? "It has them."
                : "%s no %s probe."
                    .formatted(
                        containers.size() == 1
                            ? "The container %s has".formatted(containers.get(0).getName())
                            : "Its containers have",
                        String.join(" and no ", missing)))
        .remedy(
            "Add %sProbe to the pod template: kubectl edit %s."
                .formatted(missing.isEmpty() ? "" : missing.get(0), workload.kubectl()))
        .build();
  }
}
