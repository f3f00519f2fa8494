package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ClusterReadyExpectations.JOINED;
import static dev.referee.eks.ClusterReadyExpectations.READY;
import static dev.referee.eks.ClusterReadyExpectations.VERSION;
import static dev.referee.eks.ClusterReadyExpectations.ZONES;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.spi.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The nodes that have joined a cluster, compared with what is required of them.
 *
 * @param all the nodes
 * @param least how many have to be Ready
 * @param zones in how many Availability Zones
 * @param version their minor version; empty for any
 * @param now the time of the verdict
 */
record ClusterReadyNodes(
    List<ClusterReadyNode> all,
    int least,
    int zones,
    Optional<KubernetesMinorVersion> version,
    Instant now) {
  static final Permissions READS = Permissions.ofReads("kubernetes:list:nodes");

  /** How long a node that has joined may take until it is Ready, and its pods until they run. */
  static final Duration STARTING = Duration.ofMinutes(5);

  ImmutableList<ClusterReadyNode> ready() {
    return all.stream().filter(ClusterReadyNode::ready).collect(toImmutableList());
  }

  boolean haveJoined() {
    return all.size() >= least;
  }

  /** Returns the ids of the instances that have joined. */
  Set<String> instances() {
    return all.stream().map(ClusterReadyNode::instance).collect(ImmutableSet.toImmutableSet());
  }

  /** Returns the end of the time that the youngest Ready node has for its pods; empty if over. */
  Optional<Instant> starting() {
    return ready().stream()
        .flatMap(node -> node.since().stream())
        .map(since -> since.plus(STARTING))
        .max(Comparator.naturalOrder())
        .filter(until -> until.isAfter(now));
  }

  /** Returns when enough nodes had become Ready; empty if they are not, or if it is unknown. */
  Optional<Instant> completeAt() {
    Set<String> seen = new HashSet<>();
    int count = 0;
    List<ClusterReadyNode> order =
        ready().stream()
            .filter(node -> node.since().isPresent() && hasVersion(node))
            .sorted(Comparator.comparing(node -> node.since().orElse(now)))
            .collect(toImmutableList());
    for (ClusterReadyNode node : order) {
      seen.add(node.zone());
      if (++count >= least && seen.size() >= zones) {
        return node.since();
      }
    }
    return Optional.empty();
  }

  private boolean hasVersion(ClusterReadyNode node) {
    return version.isEmpty() || version.equals(node.version());
  }

  Finding joined() {
    if (haveJoined()) {
      return JOINED.satisfied().seen(joinedWords()).build();
    }
    return JOINED
        .unsatisfied()
        .expected(count(least))
        .seen(joinedWords())
        .remedy(
            "Create or scale up a node group, a Fargate profile or a NodePool. Karpenter and Auto"
                + " Mode launch nodes only for pods that are pending.")
        .build();
  }

  /**
   * Returns the finding that nodes are missing, although instances of the cluster run.
   *
   * @param instances the ids of those that should have joined by now; empty if there are none
   */
  Finding missing(List<String> instances) {
    if (haveJoined() || instances.isEmpty()) {
      return joined();
    }
    Finding.Builder finding =
        JOINED
            .unsatisfied()
            .expected(count(least))
            .seen(
                "%s %d of its instances %s not joined."
                    .formatted(
                        joinedWords(),
                        instances.size(),
                        instances.size() == 1 ? "runs and has" : "run and have"))
            .remedy(
                "Fix what the other findings name. If there is none, read what the instance says:"
                    + " aws ec2 get-console-output --latest --output text --instance-id %s"
                        .formatted(instances.get(0)));
    Facts.add(finding, instances, id -> "instance", id -> id);
    return finding.build();
  }

  /** Returns the finding that nodes are still to come. */
  Finding coming(Optional<Instant> until) {
    return until
        .map(JOINED::pending)
        .orElseGet(JOINED::pending)
        .expected(count(least))
        .seen(joinedWords())
        .remedy("Wait: the others are still being created.")
        .build();
  }

  /** Returns the finding that it is unknown whether nodes are still to come. */
  Finding unseen(Cause cause) {
    return JOINED.unknown(cause).expected(count(least)).seen(joinedWords()).build();
  }

  private String joinedWords() {
    String kinds =
        new TreeMap<>(all.stream().collect(groupingBy(ClusterReadyNode::kind, counting())))
            .entrySet().stream()
                .map(
                    entry ->
                        entry.getValue()
                            + " "
                            + entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(joining(", "));
    return all.isEmpty()
        ? "No node has joined the cluster."
        : "%s joined the cluster: %s."
            .formatted(all.size() == 1 ? "1 node has" : all.size() + " nodes have", kinds);
  }

  /** Returns the findings about nodes that have joined. */
  ImmutableList<Finding> findings(Optional<KubernetesMinorVersion> clusterVersion) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(readiness());
    if (ready().size() >= least) {
      findings.add(spread());
      version.ifPresent(wanted -> findings.add(versions(wanted, clusterVersion)));
    }
    return findings.build();
  }

  private Finding readiness() {
    List<ClusterReadyNode> not =
        all.stream().filter(node -> !node.ready()).collect(toImmutableList());
    int ready = all.size() - not.size();
    boolean enough = ready >= least;
    Optional<Instant> until =
        not.stream()
            .flatMap(node -> node.since().stream())
            .map(since -> since.plus(STARTING))
            .filter(now::isBefore)
            .max(Comparator.naturalOrder());
    Finding.Builder finding =
        (enough ? READY.satisfied() : until.map(READY::pending).orElseGet(READY::unsatisfied))
            .expected(count(least) + " Ready")
            .seen("%d of %d nodes are Ready.".formatted(ready, all.size()))
            .remedy(
                until.isPresent()
                    ? "Wait: a node that has joined usually becomes Ready in 1 or 2 minutes."
                    : not.stream().anyMatch(node -> isOfNetwork(node.reason()))
                        ? "Their pod network does not start: see the pods of aws-node in"
                            + " kube-system, and let the role of the nodes or of aws-node have"
                            + " AmazonEKS_CNI_Policy."
                        : "Read the conditions: kubectl describe node NAME.");
    Facts.add(finding, not, ClusterReadyNode::name, ClusterReadyNode::reason);
    return finding.build();
  }

  private static boolean isOfNetwork(String reason) {
    return reason.contains("NetworkPluginNotReady") || reason.contains("cni");
  }

  private Finding spread() {
    Set<String> found =
        ready().stream()
            .map(ClusterReadyNode::zone)
            .filter(zone -> !zone.isEmpty())
            .sorted()
            .collect(ImmutableSet.toImmutableSet());
    return (found.size() >= zones || (zones == 1 && !ready().isEmpty())
            ? ZONES.satisfied()
            : ZONES.unsatisfied())
        .expected(zones == 1 ? "1 Availability Zone" : zones + " Availability Zones")
        .seen(
            found.isEmpty()
                ? "No Ready node tells its Availability Zone."
                : "The Ready nodes are in " + String.join(", ", found) + ".")
        .remedy(
            "Give the node group subnets of other Availability Zones, and as many instances; for"
                + " Karpenter and Auto Mode, spread a workload with topologySpreadConstraints.")
        .build();
  }

  private Finding versions(
      KubernetesMinorVersion wanted, Optional<KubernetesMinorVersion> ofCluster) {
    if (!ofCluster.equals(Optional.of(wanted))) {
      return VERSION
          .unsatisfied()
          .expected("Kubernetes " + wanted)
          .seen(
              "The control plane has "
                  + ofCluster.map(KubernetesMinorVersion::toString).orElse("an unknown version")
                  + ".")
          .remedy(
              ofCluster.filter(is -> is.compareTo(wanted) < 0).isPresent()
                  ? "Update the control plane, one minor version at a time: aws eks"
                      + " update-cluster-version."
                  : "Create the cluster with this version.")
          .build();
    }
    List<ClusterReadyNode> others =
        ready().stream().filter(node -> !hasVersion(node)).collect(toImmutableList());
    boolean enough = ready().size() - others.size() >= least;
    Finding.Builder finding =
        (enough ? VERSION.satisfied() : VERSION.unsatisfied())
            .expected(count(least) + " with Kubernetes " + wanted)
            .seen(
                "The control plane has %s; %d of %d Ready nodes have it, too."
                    .formatted(wanted, ready().size() - others.size(), ready().size()))
            .remedy(
                "Update the node group: aws eks update-nodegroup-version; replace self-managed"
                    + " nodes with ones of a newer AMI.");
    Facts.add(
        finding,
        others,
        ClusterReadyNode::name,
        node -> node.version().map(KubernetesMinorVersion::toString).orElse("unknown"));
    return finding.build();
  }

  static String count(int number) {
    return number == 1 ? "1 node" : number + " nodes";
  }
}
