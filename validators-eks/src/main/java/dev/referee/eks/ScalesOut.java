package dev.referee.eks;

import static dev.referee.eks.ScalesOutExpectations.FOUND;
import static dev.referee.spi.Parameter.choice;
import static dev.referee.spi.Parameter.pair;
import static dev.referee.spi.Parameter.text;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Outcome;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.kubernetes.Cluster;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A check that pending pods get nodes; see {@link EksChecks#scalesOut}. */
final class ScalesOut extends ClusterCheck {
  private static final CheckKind.Builder DECLARED =
      CheckKind.of("eks.scales-out", "Pods that have no node get one");
  static final Parameter<WorkloadMatch> WORKLOAD =
      DECLARED.takes(
          text("workload", "the name of a workload whose pods all have to be on added nodes")
              .defaultText("all pods without a node")
              .as(WorkloadMatch.Named::new));
  static final Parameter<WorkloadMatch> WORKLOAD_LABEL =
      DECLARED.takes(
          pair("workloadLabel", "a label of such workloads; each of them is judged")
              .as(label -> new WorkloadMatch.Labelled(label.getKey(), label.getValue())));
  static final Parameter<WorkloadKind> KIND_OF_WORKLOAD = DECLARED.takes(WorkloadSelector.KIND);
  static final Parameter<String> NAMESPACE =
      DECLARED.takes(
          text("namespace", "the namespace of the workload, or of the pods")
              .defaultText("default for a workload, and all namespaces without one"));
  static final Parameter<ScalesOutCapacity> CAPACITY =
      DECLARED.takes(
          choice(
                  "capacityType",
                  "how the capacity of new nodes has to be bought; with spot, some of them may be"
                      + " on-demand",
                  ImmutableMap.of(
                      "spot", ScalesOutCapacity.SPOT,
                      "on-demand", ScalesOutCapacity.ON_DEMAND,
                      "mixed", ScalesOutCapacity.MIXED))
              .defaultText("any"));
  static final Parameter<ScalesOutConsolidation.Asked> CONSOLIDATION =
      DECLARED.takes(
          choice(
                  "consolidation",
                  "which nodes have to be removed when they are no longer needed: those without"
                      + " pods, or also those that are hardly used",
                  ImmutableMap.of(
                      "empty", ScalesOutConsolidation.Asked.EMPTY,
                      "underutilized", ScalesOutConsolidation.Asked.UNDERUTILIZED))
              .defaultText("not judged"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "Karpenter, with any NodePool that is Ready, whatever its name.",
              "EKS Auto Mode, with built-in or own NodePools.",
              "Cluster Autoscaler, which finds Auto Scaling groups by tags or is given their names,"
                  + " with a role by Pod Identity or IRSA, or that of its node.",
              "Several of them, of which one works.",
              "A queue of Karpenter or the AWS Node Termination Handler for interruptions of spot"
                  + " nodes.")
          .expects(ScalesOutExpectations.ALL)
          .requires(
              Cluster.READS
                  .and(ScalesOutDeployment.READS)
                  .and(ScalesOutNodePools.READS)
                  .and(ScalesOutClusterAutoscaler.READS))
          .requires(ScalesOut::workloadPermissions, WorkloadSelector.READS)
          .refuses(
              arguments ->
                  arguments.find(WORKLOAD).isPresent() && arguments.find(WORKLOAD_LABEL).isPresent()
                      ? Optional.of("Give workload or workloadLabel, not both")
                      : Optional.empty(),
              WORKLOAD,
              WORKLOAD_LABEL)
          .build(ScalesOut::new);

  private final Optional<WorkloadSelector> selector;
  private final ScalesOutRequirements requirements;

  /** What was found about a design, and the outcome if it were the only one. */
  private record Judged(List<Finding> findings, Outcome outcome) {
    int rank() {
      return switch (outcome) {
        case PASSED -> 0;
        case PENDING -> 1;
        case INCONCLUSIVE -> 2;
        case FAILED -> 3;
      };
    }

    long open() {
      return findings.stream().filter(finding -> !finding.isSatisfied()).count();
    }
  }

  ScalesOut(Arguments arguments) {
    super(KIND, arguments);
    this.selector = selector(arguments);
    this.requirements =
        new ScalesOutRequirements(arguments.find(CAPACITY), arguments.find(CONSOLIDATION));
  }

  private static Optional<WorkloadSelector> selector(Arguments arguments) {
    return arguments
        .find(WORKLOAD)
        .or(() -> arguments.find(WORKLOAD_LABEL))
        .map(
            match ->
                new WorkloadSelector(
                    arguments.find(NAMESPACE).orElse("default"),
                    match,
                    WorkloadSelector.kinds(arguments)));
  }

  private static Permissions workloadPermissions(Arguments arguments) {
    return selector(arguments).isPresent()
        ? WorkloadSelector.permissions(arguments)
        : Permissions.none();
  }

  @Override
  List<Finding> judge(CheckContext context, ActiveCluster cluster) {
    KubernetesClient client = cluster.kubernetes();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    Optional<WorkloadSelector.Found> found = selector.map(selector -> selector.find(client));
    found.ifPresent(it -> findings.add(it.finding()));
    if (found.isPresent() && found.get().workloads().isEmpty()) {
      return findings.build();
    }
    ScalesOutPods pods =
        found.isPresent()
            ? ScalesOutPods.of(found.get().workloads(), context.now(), client)
            : ScalesOutPods.waiting(arguments().find(NAMESPACE), context.now(), client);
    Judged best = best(cluster, pods, context.now());
    return findings.addAll(best.findings()).build();
  }

  /** Reads as little as decides: a design that works ends the search. */
  private Judged best(ActiveCluster cluster, ScalesOutPods pods, Instant now) {
    KubernetesClient client = cluster.kubernetes();
    Supplier<ImmutableList<ScalesOutDeployment>> controllers =
        Suppliers.memoize(() -> ScalesOutDeployment.all(client));
    Supplier<ImmutableList<ScalesOutNodePool>> pools =
        Suppliers.memoize(() -> ScalesOutNodePool.all(client));
    Supplier<ImmutableList<ScalesOutNodeClaim>> claims =
        Suppliers.memoize(() -> ScalesOutNodeClaim.all(client));
    List<Judged> judged = new ArrayList<>();
    if (hasAutoMode(cluster)) {
      judged.add(
          judge(
              () ->
                  new ScalesOutNodePools(
                          true, pools, claims.get(), controllers, pods, requirements, now, client)
                      .findings(),
              "EKS Auto Mode",
              now));
      if (judged.get(0).outcome() == Outcome.PASSED) {
        return judged.get(0);
      }
    }
    List<ScalesOutDeployment> autoscalers =
        controllers.get().stream()
            .filter(
                deployment ->
                    deployment.program() == ScalesOutDeployment.Program.CLUSTER_AUTOSCALER)
            .sorted(Comparator.comparing(ScalesOutDeployment::isRunning).reversed())
            .toList();
    boolean karpenter =
        controllers.get().stream()
            .anyMatch(deployment -> deployment.program() == ScalesOutDeployment.Program.KARPENTER);
    if (karpenter
        || (autoscalers.isEmpty() && pools.get().stream().anyMatch(pool -> !pool.isOfAutoMode()))) {
      judged.add(
          judge(
              () ->
                  new ScalesOutNodePools(
                          false, pools, claims.get(), controllers, pods, requirements, now, client)
                      .findings(),
              "Karpenter",
              now));
    }
    if (judged.stream().noneMatch(it -> it.outcome() == Outcome.PASSED)) {
      autoscalers.stream()
          .limit(1)
          .forEach(
              deployment ->
                  judged.add(
                      judge(
                          () ->
                              new ScalesOutClusterAutoscaler(
                                      cluster, deployment, pods, requirements, now)
                                  .findings(),
                          "Cluster Autoscaler",
                          now)));
    }
    return judged.stream()
        .min(Comparator.comparing(Judged::rank).thenComparing(Judged::open))
        .orElseGet(() -> nothing(pods, now));
  }

  private static boolean hasAutoMode(ActiveCluster cluster) {
    return cluster.described().computeConfig() != null
        && Boolean.TRUE.equals(cluster.described().computeConfig().enabled());
  }

  private static Judged judge(Supplier<ImmutableList<Finding>> design, String label, Instant now) {
    List<Finding> findings = new ArrayList<>();
    try {
      List<Finding> further = design.get();
      findings.add(FOUND.satisfied().subject(label).seen("It is %s.".formatted(label)).build());
      findings.addAll(further);
    } catch (Inconclusive unseen) {
      // Another design may still be proven to work.
      findings.add(
          FOUND.evaluate(
              () -> {
                throw unseen;
              }));
    }
    return new Judged(findings, Verdict.of(now, findings).outcome());
  }

  private static Judged nothing(ScalesOutPods pods, Instant now) {
    List<Finding> findings =
        ImmutableList.<Finding>builder()
            .add(
                FOUND
                    .unsatisfied()
                    .expected("Karpenter, Cluster Autoscaler or EKS Auto Mode")
                    .seen(
                        "The cluster has none of them: no NodePool, no Deployment of Cluster"
                            + " Autoscaler, and EKS Auto Mode is off.")
                    .remedy(
                        "Install Karpenter or Cluster Autoscaler, or enable EKS Auto Mode. The"
                            + " maximum of a node group alone adds no node.")
                    .build())
            .addAll(
                pods.areWaiting()
                    ? pods.findings(Optional.empty(), java.util.Set.of())
                    : ImmutableList.of())
            .build();
    return new Judged(findings, Verdict.of(now, findings).outcome());
  }
}
