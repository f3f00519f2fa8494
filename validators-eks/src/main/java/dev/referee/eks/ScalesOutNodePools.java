package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ScalesOutExpectations.CAPACITY;
import static dev.referee.eks.ScalesOutExpectations.CLASS;
import static dev.referee.eks.ScalesOutExpectations.POOL;
import static dev.referee.eks.ScalesOutExpectations.POOL_READY;
import static dev.referee.eks.ScalesOutExpectations.ROOM;
import static dev.referee.eks.ScalesOutExpectations.RUNNING;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * NodePools that add nodes: those of Karpenter, which runs in the cluster, or those of EKS Auto
 * Mode, which runs at AWS. For one judgement and one thread.
 */
final class ScalesOutNodePools {
  static final Permissions READS =
      ScalesOutNodePool.READS
          .and(ScalesOutNodeClaim.READS)
          .and(ScalesOutNodeClasses.READS)
          .and(ScalesOutInterruptions.READS);

  private final boolean ofAutoMode;
  private final Supplier<ImmutableList<ScalesOutNodePool>> pools;
  private final ImmutableList<ScalesOutNodeClaim> claims;
  private final Supplier<ImmutableList<ScalesOutDeployment>> controllers;
  private final ScalesOutPods pods;
  private final ScalesOutRequirements requirements;
  private final Instant now;
  private final KubernetesClient client;

  /**
   * Makes one.
   *
   * @param pools reads all NodePools of the cluster
   * @param claims all NodeClaims of the cluster
   * @param controllers reads the controllers in the cluster; not used for EKS Auto Mode
   */
  ScalesOutNodePools(
      boolean ofAutoMode,
      Supplier<ImmutableList<ScalesOutNodePool>> pools,
      List<ScalesOutNodeClaim> claims,
      Supplier<ImmutableList<ScalesOutDeployment>> controllers,
      ScalesOutPods pods,
      ScalesOutRequirements requirements,
      Instant now,
      KubernetesClient client) {
    this.ofAutoMode = ofAutoMode;
    this.pools = pools;
    this.claims =
        claims.stream()
            .filter(claim -> claim.ofAutoMode() == ofAutoMode)
            .collect(toImmutableList());
    this.controllers = controllers;
    this.pods = pods;
    this.requirements = requirements;
    this.now = now;
    this.client = client;
  }

  private ImmutableList<ScalesOutNodePool> pools() {
    return pools.get().stream()
        .filter(pool -> pool.isOfAutoMode() == ofAutoMode)
        .collect(toImmutableList());
  }

  private ImmutableSet<String> nodes() {
    return claims.stream()
        .map(ScalesOutNodeClaim::node)
        .filter(it -> !it.isEmpty())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Returns the findings about them, and about the pods that need nodes. */
  ImmutableList<Finding> findings() {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    if (!pods.areOn(nodes())) {
      ImmutableList<Finding> able = able();
      findings.addAll(able);
      if (!able.stream().allMatch(Finding::isSatisfied)) {
        return findings.build();
      }
    }
    requirements
        .capacity()
        .ifPresent(
            it -> {
              findings.add(capacity(it));
              if (it.hasSpot() && !ofAutoMode) {
                findings.add(new ScalesOutInterruptions(controllers.get(), client).finding());
              }
            });
    ScalesOutNodeLaunches launches = new ScalesOutNodeLaunches(claims, pods, now);
    Finding launched = launches.finding(client);
    if (!pods.areOn(nodes())) {
      findings.add(room(launched));
    }
    findings.add(launched);
    findings.addAll(pods.findings(launches.coming(), nodes()));
    requirements
        .consolidation()
        .ifPresent(it -> findings.add(ScalesOutConsolidation.finding(pools(), claims, it)));
    return findings.build();
  }

  /** Returns the findings that say whether nodes can be added at all. */
  private ImmutableList<Finding> able() {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    if (!ofAutoMode) {
      Finding running = running();
      findings.add(running);
      if (!running.isSatisfied()) {
        return findings.build();
      }
    }
    List<ScalesOutNodePool> dynamic =
        pools().stream().filter(pool -> !pool.isStatic()).collect(toImmutableList());
    if (dynamic.isEmpty()) {
      return findings.add(noPool()).build();
    }
    findings.add(
        POOL.satisfied()
            .subject("NodePool " + dynamic.get(0).name())
            .seen("NodePools: %s.".formatted(names(dynamic)))
            .build());
    if (usable().isEmpty()) {
      return findings.addAll(ScalesOutNodeClasses.explain(dynamic, now, client)).build();
    }
    Finding.Builder ready =
        POOL_READY
            .satisfied()
            .subject("NodePool " + usable().get(0).name())
            .seen("%d of %d NodePools are Ready.".formatted(usable().size(), dynamic.size()));
    Facts.add(
        ready,
        dynamic.stream().filter(pool -> !pool.isReady()).collect(toImmutableList()),
        pool -> "NodePool " + pool.name(),
        pool ->
            pool.open().stream()
                .map(CustomResource.Condition::words)
                .findFirst()
                .orElse("not Ready"));
    return findings
        .add(CLASS.satisfied().seen("The NodeClass of a Ready NodePool is Ready.").build())
        .add(ready.build())
        .build();
  }

  private static String names(List<ScalesOutNodePool> pools) {
    return pools.stream().limit(10).map(ScalesOutNodePool::name).collect(Collectors.joining(", "));
  }

  private Finding running() {
    List<ScalesOutDeployment> all = karpenter();
    return all.stream()
        .filter(ScalesOutDeployment::isRunning)
        .findFirst()
        .or(() -> all.stream().findFirst())
        .map(deployment -> deployment.running(now, client))
        .orElseGet(
            () ->
                RUNNING
                    .unsatisfied()
                    .expected("a Deployment of Karpenter's controller")
                    .seen("There are NodePools, but no Deployment of Karpenter in any namespace.")
                    .remedy(
                        "Install Karpenter: helm upgrade --install karpenter"
                            + " oci://public.ecr.aws/karpenter/karpenter -n kube-system.")
                    .build());
  }

  private List<ScalesOutDeployment> karpenter() {
    return controllers.get().stream()
        .filter(deployment -> deployment.program() == ScalesOutDeployment.Program.KARPENTER)
        .collect(toImmutableList());
  }

  private Finding noPool() {
    return POOL.unsatisfied()
        .expected("a NodePool without a fixed number of nodes")
        .seen(
            pools().isEmpty()
                ? (ofAutoMode ? "EKS Auto Mode" : "Karpenter") + " has no NodePool."
                : "The NodePools keep a fixed number of nodes: %s.".formatted(names(pools())))
        .remedy(
            ofAutoMode
                ? "Enable the built-in NodePools general-purpose and system: aws eks"
                    + " update-cluster-config --compute-config; or create a NodePool."
                : "Create a NodePool and an EC2NodeClass.")
        .build();
  }

  /** Returns the NodePools that may add a node now. */
  private ImmutableList<ScalesOutNodePool> usable() {
    return pools().stream()
        .filter(pool -> pool.isReady() && !pool.isStatic())
        .collect(toImmutableList());
  }

  /** Judged are the nodes of the workload's pods; without them, what the NodePools may launch. */
  private Finding capacity(ScalesOutCapacity wanted) {
    if (pods.areOn(nodes())) {
      Set<String> types = types(pods.nodes());
      return capacity(wanted, wanted.isSeenIn(types))
          .seen("The nodes of the pods are %s.".formatted(String.join(" and ", types)))
          .build();
    }
    List<ScalesOutCapacity.Offer> offers =
        usable().stream().map(ScalesOutNodePool::offer).collect(toImmutableList());
    Set<String> types = types(nodes());
    boolean unknown = offers.stream().anyMatch(offer -> !offer.known());
    boolean given = wanted.isGivenBy(offers) || (unknown && wanted.isSeenIn(types));
    Finding.Builder finding =
        !given && unknown && types.isEmpty()
            ? CAPACITY
                .unknown(Cause.MISCONFIGURED)
                .expected(wanted.words())
                .seen(
                    "A NodePool does not say it: it has no requirement for %s."
                        .formatted(ScalesOutNodePool.CAPACITY_TYPE))
            : capacity(wanted, given).seen(given ? "It is so." : "No Ready NodePool gives it.");
    Facts.add(finding, usable(), pool -> "NodePool " + pool.name(), pool -> pool.offer().words());
    return finding.build();
  }

  private static Finding.Builder capacity(ScalesOutCapacity wanted, boolean given) {
    return (given ? CAPACITY.satisfied() : CAPACITY.unsatisfied())
        .expected(wanted.words())
        .remedy(
            "Set the requirement %s of the NodePool to %s. Nodes that exist do not change."
                .formatted(ScalesOutNodePool.CAPACITY_TYPE, wanted.words()));
  }

  /** Returns how the capacity of these nodes was bought; reserved capacity is on-demand. */
  private Set<String> types(Set<String> types) {
    return claims.stream()
        .filter(claim -> types.contains(claim.node()) && !claim.capacityType().isEmpty())
        .map(claim -> claim.capacityType().equals("reserved") ? "on-demand" : claim.capacityType())
        .sorted()
        .collect(ImmutableSet.toImmutableSet());
  }

  /** A maximum matters if pods wait although nothing is being added, or if nothing ever was. */
  private Finding room(Finding launched) {
    List<ScalesOutNodePool> full =
        usable().stream()
            .filter(pool -> !pool.reachedLimits().isEmpty())
            .collect(toImmutableList());
    boolean matters =
        claims.isEmpty() || (pods.areStuck() && launched.state() != Finding.State.PENDING);
    boolean reached = full.size() == usable().size();
    boolean refused = pods.areWaiting() && pods.areRefused("exceed limits");
    Finding.Builder finding =
        (matters && (reached || refused) ? ROOM.unsatisfied() : ROOM.satisfied())
            .expected("room for another node in a NodePool")
            .seen(
                reached
                    ? "The limits of every NodePool are reached."
                    : refused
                        ? "Another node would exceed the limits of the NodePools."
                        : "%d of %d NodePools have room."
                            .formatted(usable().size() - full.size(), usable().size()))
            .remedy("Raise spec.limits of the NodePool: kubectl edit nodepool.");
    Facts.add(
        finding,
        full,
        pool -> "NodePool " + pool.name(),
        pool -> String.join(", ", pool.reachedLimits()));
    return finding.build();
  }
}
