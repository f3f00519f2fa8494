package dev.referee.eks;

import static dev.referee.eks.DisruptionBudgetExpectations.ALLOWS;
import static dev.referee.eks.DisruptionBudgetExpectations.ALONE;
import static dev.referee.eks.DisruptionBudgetExpectations.COVERED;
import static dev.referee.eks.DisruptionBudgetExpectations.EVICTED;
import static dev.referee.eks.DisruptionBudgetExpectations.LETS_DRAIN;
import static dev.referee.eks.DisruptionBudgetExpectations.PROTECTS;
import static dev.referee.eks.DisruptionBudgetExpectations.SPREAD;
import static dev.referee.eks.DisruptionBudgetExpectations.UNHEALTHY;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.number;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.kubernetes.Cluster;
import dev.referee.kubernetes.Pages;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Facts;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.policy.v1.Eviction;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A check of a workload's disruption budget; see {@link EksChecks#disruptionBudget}. */
final class DisruptionBudget extends ClusterCheck {
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final int TOO_MANY_REQUESTS = 429;

  private static final CheckKind.Builder DECLARED =
      CheckKind.of(
          "eks.disruption-budget",
          "A disruption budget protects the workload, and lets nodes be drained");
  static final OneOf<WorkloadMatch> WORKLOAD = DECLARED.takes(WorkloadSelector.WORKLOAD);
  static final Parameter<String> NAMESPACE = DECLARED.takes(WorkloadSelector.NAMESPACE);
  static final Parameter<WorkloadKind> KIND_OF_WORKLOAD = DECLARED.takes(WorkloadSelector.KIND);
  static final Parameter<Integer> AT_LEAST =
      DECLARED.takes(
          number("replicas", "how many replicas the workload has to have at least")
              .atLeast(1)
              .defaultValue(2));
  static final Parameter<Integer> ZONES =
      DECLARED.takes(
          number("zones", "in how many Availability Zones its ready pods have to be")
              .atLeast(1)
              .defaultValue(1));
  static final Parameter<Boolean> EVICT_UNHEALTHY =
      DECLARED.takes(
          flag(
              "evictUnhealthy",
              "whether pods that are not ready have to be evictable at any time"
                  + " (unhealthyPodEvictionPolicy AlwaysAllow)"));
  static final Parameter<Boolean> TRY_EVICTION =
      DECLARED.takes(
          flag("tryEviction", "whether to evict a pod by dry run, which changes nothing")
              .defaultValue(true));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "minAvailable or maxUnavailable, as a number or as a percentage.",
              "A budget that also covers other workloads.",
              "A selector by other labels or by expressions, as long as it selects every pod.",
              "Any way of spreading: topology spread constraints, anti-affinity, or luck.")
          .expects(DisruptionBudgetExpectations.ALL)
          .requires(
              Cluster.READS
                  .and(Workload.PODS)
                  .and(WorkloadEvents.READS)
                  .and(Permissions.ofReads("kubernetes:list:poddisruptionbudgets.policy")))
          .requires(WorkloadSelector::permissions, WorkloadSelector.READS)
          .requiresIf(
              arguments -> arguments.get(ZONES) > 1, Permissions.ofReads("kubernetes:list:nodes"))
          .requiresIf(
              arguments -> arguments.get(TRY_EVICTION),
              Permissions.none().withActives("kubernetes:create:pods/eviction"))
          .build(DisruptionBudget::new);

  private final WorkloadSelector selector;

  DisruptionBudget(Arguments arguments) {
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

  private List<Finding> judge(Workload workload, Instant now, KubernetesClient client) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(WorkloadServes.replicas(workload, arguments().get(AT_LEAST)));
    List<WorkloadPod> pods = workload.pods(client);
    Set<Map<String, String>> labels =
        pods.isEmpty()
            ? ImmutableSet.of(workload.podLabels())
            : pods.stream().map(WorkloadPod::labels).collect(Collectors.toSet());
    List<PodDisruptionBudget> all =
        Pages.all(client.policy().v1().podDisruptionBudget().inNamespace(workload.namespace()));
    List<PodDisruptionBudget> covering =
        all.stream()
            .filter(budget -> labels.stream().anyMatch(pod -> selects(budget, pod)))
            .collect(Collectors.toList());
    findings.add(covered(workload, labels, all, covering));
    if (covering.isEmpty()) {
      return findings.build();
    }
    findings.add(alone(workload, covering));
    if (covering.size() > 1) {
      return findings.build();
    }
    PodDisruptionBudget budget = covering.get(0);
    DisruptionBudgetLimits limits = DisruptionBudgetLimits.of(budget, workload.replicas());
    findings.add(letsDrain(budget, limits), protects(budget, limits));
    if (arguments().get(EVICT_UNHEALTHY)) {
      findings.add(unhealthy(budget));
    }
    if (!limits.blocks()) {
      findings.addAll(allows(workload, budget, pods, now, client));
    }
    if (arguments().get(ZONES) > 1) {
      findings.add(spread(workload, pods, client));
    }
    ImmutableList<Finding> before = findings.build();
    return arguments().get(TRY_EVICTION) && before.stream().allMatch(Finding::isSatisfied)
        ? ImmutableList.<Finding>builder()
            .addAll(before)
            .add(evicted(workload, pods, client))
            .build()
        : before;
  }

  private static boolean selects(PodDisruptionBudget budget, Map<String, String> labels) {
    return WorkloadLabels.matches(budget.getSpec().getSelector(), labels);
  }

  private static String name(PodDisruptionBudget budget) {
    return budget.getMetadata().getName();
  }

  private static Finding covered(
      Workload workload,
      Set<Map<String, String>> labels,
      List<PodDisruptionBudget> all,
      List<PodDisruptionBudget> covering) {
    boolean each =
        labels.stream().allMatch(pod -> covering.stream().anyMatch(budget -> selects(budget, pod)));
    Finding.Builder finding =
        (each ? COVERED.satisfied() : COVERED.unsatisfied())
            .subject(workload.label())
            .expected(
                "a PodDisruptionBudget for pods with the labels %s"
                    .formatted(WorkloadLabels.words(workload.podLabels())))
            .seen(
                each
                    ? "The budget %s selects its pods.".formatted(name(covering.get(0)))
                    : covering.isEmpty()
                        ? "No budget of the namespace selects its pods."
                        : "The budget %s selects only some of its pods."
                            .formatted(name(covering.get(0))))
            .remedy(
                "Create one, or correct its selector: kubectl create poddisruptionbudget %s -n %s"
                        .formatted(workload.name(), workload.namespace())
                    + " --selector=LABELS --max-unavailable=1.");
    if (!each) {
      Facts.add(
          finding,
          all,
          budget -> "the budget " + name(budget),
          budget -> "selects " + WorkloadLabels.words(budget.getSpec().getSelector()));
    }
    return finding.build();
  }

  private static Finding alone(Workload workload, List<PodDisruptionBudget> covering) {
    boolean one = covering.size() == 1;
    return (one ? ALONE.satisfied() : ALONE.unsatisfied())
        .subject(workload.label())
        .seen(
            one
                ? "It is the only one."
                : "%d budgets select its pods: %s. The API server refuses to evict such pods."
                    .formatted(
                        covering.size(),
                        covering.stream()
                            .limit(10)
                            .map(DisruptionBudget::name)
                            .collect(Collectors.joining(", "))))
        .remedy("Delete all but one of them, or narrow their selectors.")
        .build();
  }

  private static Finding letsDrain(PodDisruptionBudget budget, DisruptionBudgetLimits limits) {
    return (limits.blocks() ? LETS_DRAIN.unsatisfied() : LETS_DRAIN.satisfied())
        .subject(name(budget))
        .expected("at least one of %d pods may go".formatted(limits.expected()))
        .seen(
            "With %s, %d of %d pods may go."
                .formatted(limits.words(), limits.tolerated(), limits.expected()))
        .remedy(
            "Set maxUnavailable to 1, or minAvailable below the number of replicas. Percentages"
                + " are rounded up.")
        .build();
  }

  private static Finding protects(PodDisruptionBudget budget, DisruptionBudgetLimits limits) {
    return (limits.protectsNothing() ? PROTECTS.unsatisfied() : PROTECTS.satisfied())
        .subject(name(budget))
        .expected("at least one of %d pods stays".formatted(limits.expected()))
        .seen(
            limits.protectsNothing()
                ? "With %s, all %d pods may go at once."
                    .formatted(limits.words(), limits.expected())
                : "%d stay.".formatted(limits.expected() - limits.tolerated()))
        .remedy("Set maxUnavailable to 1, or minAvailable to at least 1.")
        .build();
  }

  private static Finding unhealthy(PodDisruptionBudget budget) {
    boolean always = "AlwaysAllow".equals(budget.getSpec().getUnhealthyPodEvictionPolicy());
    return (always ? UNHEALTHY.satisfied() : UNHEALTHY.unsatisfied())
        .subject(name(budget))
        .expected("unhealthyPodEvictionPolicy AlwaysAllow")
        .seen(
            always
                ? "It is AlwaysAllow."
                : "Pods that never become ready hold a drain up: it is IfHealthyBudget.")
        .remedy("Set spec.unhealthyPodEvictionPolicy to AlwaysAllow.")
        .build();
  }

  private static List<Finding> allows(
      Workload workload,
      PodDisruptionBudget budget,
      List<WorkloadPod> pods,
      Instant now,
      KubernetesClient client) {
    PodDisruptionBudgetStatus status =
        budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus();
    Long generation = budget.getMetadata().getGeneration();
    Long observed = status.getObservedGeneration();
    boolean seen = generation == null || (observed != null && observed >= generation);
    int allowed = Workload.count(status.getDisruptionsAllowed());
    if (!seen) {
      return ImmutableList.of(
          ALLOWS
              .pending()
              .subject(name(budget))
              .seen("Kubernetes has not counted the pods for it yet.")
              .remedy("Wait some seconds.")
              .build());
    }
    if (allowed > 0) {
      return ImmutableList.of(
          ALLOWS
              .satisfied()
              .subject(name(budget))
              .seen("It allows %d disruptions now.".formatted(allowed))
              .build());
    }
    ImmutableList<Finding> reasons =
        ImmutableList.copyOf(
            WorkloadDiagnosis.explain(
                workload, pods, WorkloadEvents.in(workload.namespace(), client), now));
    Optional<Condition> failed =
        status.getConditions().stream()
            .filter(condition -> "SyncFailed".equals(condition.getReason()))
            .findFirst();
    boolean coming =
        failed.isEmpty()
            && ((status.getDisruptedPods() != null && !status.getDisruptedPods().isEmpty())
                || (!reasons.isEmpty()
                    && reasons.stream()
                        .allMatch(finding -> finding.state() == Finding.State.PENDING)));
    Finding.Builder finding =
        (coming ? ALLOWS.pending() : ALLOWS.unsatisfied())
            .subject(name(budget))
            .expected("at least 1 allowed disruption")
            .seen(
                failed
                    .map(
                        condition ->
                            "Its controller cannot count: "
                                + Workload.shown(condition.getMessage()))
                    .orElse(
                        "It allows none: %d pods are healthy, and %d have to be."
                            .formatted(
                                Workload.count(status.getCurrentHealthy()),
                                Workload.count(status.getDesiredHealthy()))))
            .remedy(
                coming
                    ? "Wait until the pods that start are ready."
                    : failed.isPresent()
                        ? "Let the budget select only pods of Deployments, StatefulSets and the"
                            + " like."
                        : "Make the pods ready, or ask for more replicas.");
    reasons.stream().findFirst().ifPresent(finding::after);
    return ImmutableList.<Finding>builder().addAll(reasons).add(finding.build()).build();
  }

  private Finding spread(Workload workload, List<WorkloadPod> pods, KubernetesClient client) {
    int asked = arguments().get(ZONES);
    Map<String, String> zones =
        Pages.all(client.nodes(), DisruptionBudget::zone).stream()
            .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
    Map<String, Long> counts =
        pods.stream()
            .filter(WorkloadPod::isReady)
            .map(pod -> zones.getOrDefault(pod.node(), ""))
            .filter(zone -> !zone.isEmpty())
            .collect(
                Collectors.groupingBy(zone -> zone, java.util.TreeMap::new, Collectors.counting()));
    boolean enough = counts.size() >= asked;
    Finding.Builder finding =
        (enough ? SPREAD.satisfied() : SPREAD.unsatisfied())
            .subject(workload.label())
            .expected("ready pods in at least %d zones".formatted(asked))
            .seen("They are in %d.".formatted(counts.size()))
            .remedy(
                "Add a topologySpreadConstraint over %s to the pod template, and have nodes in"
                        .formatted(ZONE)
                    + " enough zones. Running pods do not move: kubectl rollout restart %s."
                        .formatted(workload.kubectl()));
    Facts.add(
        finding,
        ImmutableList.copyOf(counts.entrySet()),
        Map.Entry::getKey,
        entry -> entry.getValue() + " ready");
    return finding.build();
  }

  private static Map.Entry<String, String> zone(Node node) {
    @Nullable Map<String, String> labels = node.getMetadata().getLabels();
    return Map.entry(
        node.getMetadata().getName(),
        labels == null ? "" : Workload.shown(labels.getOrDefault(ZONE, "")));
  }

  private static Finding evicted(
      Workload workload, List<WorkloadPod> pods, KubernetesClient client) {
    Optional<String> ready =
        pods.stream().filter(WorkloadPod::isReady).map(WorkloadPod::name).findFirst();
    if (ready.isEmpty()) {
      return EVICTED
          .pending()
          .subject(workload.label())
          .seen("No pod of it is ready, so none can be tried.")
          .remedy("Wait until Kubernetes has counted again.")
          .build();
    }
    return evicted(workload.namespace(), ready.get(), client);
  }

  /** The dry run is asked for twice, as either of them is enough. */
  private static Finding evicted(String namespace, String pod, KubernetesClient client) {
    Eviction eviction =
        new EvictionBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(pod)
            .endMetadata()
            .withDeleteOptions(new DeleteOptionsBuilder().withDryRun("All").build())
            .build();
    try {
      client.raw(
          "/api/v1/namespaces/%s/pods/%s/eviction?dryRun=All".formatted(namespace, pod),
          "POST",
          eviction);
      return EVICTED.satisfied().subject(pod).seen("It would evict the pod.").build();
    } catch (KubernetesClientException e) {
      String message =
          Workload.shown(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
      return switch (e.getCode()) {
        case TOO_MANY_REQUESTS ->
            EVICTED
                .unsatisfied()
                .subject(pod)
                .seen("It refuses to evict the pod: " + message)
                .remedy(
                    "Read what the budget counts: kubectl describe pdb -n %s.".formatted(namespace))
                .build();
        case HttpURLConnection.HTTP_NOT_FOUND ->
            EVICTED
                .pending()
                .subject(pod)
                .seen("The pod has gone in the meantime.")
                .remedy("Wait for the next try.")
                .build();
        default ->
            EVICTED
                .unknown(Cause.UNREACHABLE)
                .subject(pod)
                .seen("It answered %d: %s".formatted(e.getCode(), message))
                .build();
      };
    }
  }
}
