package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ScalesOutExpectations.LAUNCHED;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The nodes that Karpenter or EKS Auto Mode adds: whether they come.
 *
 * @param claims the NodeClaims
 * @param pods the pods that need nodes
 */
record ScalesOutNodeLaunches(
    ImmutableList<ScalesOutNodeClaim> claims, ScalesOutPods pods, Instant now) {

  private List<ScalesOutNodeClaim> open() {
    return claims.stream().filter(claim -> !claim.isReady()).collect(toImmutableList());
  }

  /** Returns until when a node that is being added may still come; empty if none is. */
  Optional<Instant> coming() {
    return open().stream()
        .flatMap(claim -> claim.until(now).stream())
        .max(Comparator.naturalOrder());
  }

  /** Returns the finding that they come; nodes that nobody waits for may be missing. */
  Finding finding(KubernetesClient client) {
    List<ScalesOutNodeClaim> open = open();
    int ready = claims.size() - open.size();
    if (!open.isEmpty() && (ready == 0 || pods.areWaiting())) {
      return missing(open);
    }
    Optional<Finding> refused = pods.areWaiting() ? refused(client) : Optional.empty();
    if (refused.isPresent()) {
      return refused.get();
    }
    Finding.Builder finding =
        LAUNCHED
            .satisfied()
            .seen(
                claims.isEmpty()
                    ? "No node is being added."
                    : "%d of %d added nodes are ready.".formatted(ready, claims.size()));
    Facts.add(finding, open, ScalesOutNodeClaim::name, ScalesOutNodeClaim::words);
    return finding.build();
  }

  private Finding missing(List<ScalesOutNodeClaim> open) {
    Optional<Instant> until = coming();
    ScalesOutNodeClaim worst =
        open.stream()
            .filter(claim -> claim.until(now).isEmpty())
            .findFirst()
            .orElseGet(() -> open.get(0));
    Finding.Builder finding =
        until
            .map(LAUNCHED::pending)
            .orElseGet(LAUNCHED::unsatisfied)
            .subject("NodeClaim " + worst.name())
            .expected("Launched, Registered and Initialized are True")
            .seen(UntrustedText.sentence(worst.words()))
            .remedy(
                until.isPresent()
                    ? "Wait: a node usually takes 1 or 2 minutes. If it does not come: "
                        + worst.remedy()
                    : worst.remedy());
    Facts.add(
        finding,
        open.stream().filter(claim -> !claim.equals(worst)).collect(toImmutableList()),
        claim -> "NodeClaim " + claim.name(),
        ScalesOutNodeClaim::words);
    return finding.build();
  }

  /** Where EC2 has no capacity, Karpenter deletes the NodeClaim; only its event remains. */
  private Optional<Finding> refused(KubernetesClient client) {
    Instant since = now.minus(WorkloadDiagnosis.READY_WITHIN);
    boolean isLong = pods.waitingSince().filter(time -> time.isBefore(since)).isPresent();
    return WorkloadEvents.in("default", client)
        .ofNodeClaims("InsufficientCapacityError")
        .filter(entry -> entry.time().isAfter(since))
        .map(
            entry ->
                (isLong
                        ? LAUNCHED.unsatisfied()
                        : LAUNCHED.pending(entry.time().plus(WorkloadDiagnosis.READY_WITHIN)))
                    .subject("NodeClaim " + Workload.shown(entry.name()))
                    .seen("EC2 launches no instance: " + entry.message())
                    .remedy(
                        WorkloadRemedies.hint(
                            WorkloadRemedies.LAUNCHES,
                            entry.message(),
                            "Allow more instance types, zones or capacity types in the requirements"
                                + " of the NodePool."))
                    .build());
  }
}
