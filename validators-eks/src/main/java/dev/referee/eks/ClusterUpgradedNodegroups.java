package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ClusterUpgradedExpectations.GROUPS;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Facts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.Update;

/**
 * The versions of the managed node groups of a cluster, and the updates of those that are behind.
 *
 * @param version the version of the control plane
 * @param skew how many minor versions they may be behind
 */
record ClusterUpgradedNodegroups(ActiveCluster cluster, KubernetesMinorVersion version, int skew) {
  static final Permissions READS =
      Permissions.ofReads(
          "eks:DescribeNodegroup", "eks:DescribeUpdate", "eks:ListNodegroups", "eks:ListUpdates");

  /** How many updates are read to find the last one. */
  private static final int UPDATES = 4;

  Finding finding() {
    List<Nodegroup> groups =
        ImmutableList.copyOf(
                cluster
                    .eks()
                    .listNodegroupsPaginator(request -> request.clusterName(cluster.name()))
                    .nodegroups())
            .stream()
            .flatMap(name -> described(name).stream())
            .collect(toImmutableList());
    List<Nodegroup> behind =
        groups.stream()
            .filter(
                group ->
                    KubernetesMinorVersion.in(group.version())
                        .filter(is -> is.isWithin(skew, version))
                        .isEmpty())
            .collect(toImmutableList());
    if (behind.isEmpty()) {
      return GROUPS
          .satisfied()
          .seen(
              groups.isEmpty()
                  ? "There are no managed node groups."
                  : "All %d node groups have it.".formatted(groups.size()))
          .build();
    }
    boolean working = behind.stream().allMatch(group -> "UPDATING".equals(group.statusAsString()));
    Finding.Builder finding =
        (working ? GROUPS.pending() : GROUPS.unsatisfied())
            .subject(behind.get(0).nodegroupName())
            .expected("node groups of Kubernetes " + version)
            .seen(
                "%d of %d node groups have another version."
                    .formatted(behind.size(), groups.size()))
            .remedy(
                working
                    ? "Wait: EKS replaces the nodes, some at a time."
                    : "Update them: aws eks update-nodegroup-version --cluster-name %s --nodegroup-name %s"
                        .formatted(cluster.name(), behind.get(0).nodegroupName()));
    Facts.add(
        finding,
        behind,
        Nodegroup::nodegroupName,
        group -> "%s, %s".formatted(group.version(), group.statusAsString()));
    if (!working) {
      behind.stream()
          .filter(group -> !"UPDATING".equals(group.statusAsString()))
          .findFirst()
          .flatMap(this::failure)
          .ifPresent(why -> finding.fact("the last update failed", why));
    }
    return finding.build();
  }

  private Optional<Nodegroup> described(String name) {
    return AwsLookups.found(
        () ->
            AnswerReader.complete(
                "DescribeNodegroup",
                cluster
                    .eks()
                    .describeNodegroup(
                        request -> request.clusterName(cluster.name()).nodegroupName(name))
                    .nodegroup(),
                "nodegroupName",
                "status",
                "version"));
  }

  /** Returns why the last update of a group failed; empty if it did not. */
  private Optional<String> failure(Nodegroup group) {
    return ImmutableList.copyOf(
            cluster
                .eks()
                .listUpdatesPaginator(
                    request -> request.name(cluster.name()).nodegroupName(group.nodegroupName()))
                .updateIds())
        .stream()
        .limit(UPDATES)
        .map(
            id ->
                AnswerReader.complete(
                    "DescribeUpdate",
                    cluster
                        .eks()
                        .describeUpdate(
                            request ->
                                request
                                    .name(cluster.name())
                                    .nodegroupName(group.nodegroupName())
                                    .updateId(id))
                        .update(),
                    "status",
                    "createdAt"))
        .max(Comparator.comparing(Update::createdAt))
        .filter(update -> "Failed".equals(update.statusAsString()))
        .map(
            update ->
                update.errors().isEmpty()
                    ? "EKS gives no reason"
                    : update.errors().get(0).errorCodeAsString()
                        + ": "
                        + UntrustedText.line(update.errors().get(0).errorMessage()));
  }
}
