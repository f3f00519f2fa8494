package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ClusterUpgradedExpectations.ADDONS;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Facts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonVersionInfo;

/**
 * The add-ons of a cluster, compared with the versions that EKS lists for its Kubernetes version.
 *
 * @param version the version of the control plane
 */
record ClusterUpgradedAddons(ActiveCluster cluster, KubernetesMinorVersion version) {
  static final Permissions READS =
      Permissions.ofReads("eks:DescribeAddon", "eks:DescribeAddonVersions", "eks:ListAddons");

  Finding finding() {
    List<Addon> addons =
        ImmutableList.copyOf(
                cluster
                    .eks()
                    .listAddonsPaginator(request -> request.clusterName(cluster.name()))
                    .addons())
            .stream()
            .flatMap(name -> described(name).stream())
            .collect(toImmutableList());
    List<Addon> wrong =
        addons.stream().filter(addon -> !isCompatible(addon)).collect(toImmutableList());
    if (wrong.isEmpty()) {
      return ADDONS
          .satisfied()
          .seen(
              addons.isEmpty()
                  ? "There are no add-ons of EKS."
                  : "All %d add-ons are compatible with %s.".formatted(addons.size(), version))
          .build();
    }
    boolean working = wrong.stream().allMatch(addon -> "UPDATING".equals(addon.statusAsString()));
    Finding.Builder finding =
        (working ? ADDONS.pending() : ADDONS.unsatisfied())
            .subject(wrong.get(0).addonName())
            .expected("add-on versions that EKS lists for Kubernetes " + version)
            .seen(
                "%d of %d add-ons are not compatible with %s."
                    .formatted(wrong.size(), addons.size(), version))
            .remedy(
                working
                    ? "Wait: EKS is updating them."
                    : "Update them: aws eks update-addon --cluster-name %s --addon-name %s"
                            .formatted(cluster.name(), wrong.get(0).addonName())
                        + " --addon-version VERSION; aws eks describe-addon-versions lists them.");
    Facts.add(finding, wrong, Addon::addonName, this::words);
    return finding.build();
  }

  private String words(Addon addon) {
    String issue =
        addon.health() == null || addon.health().issues().isEmpty()
            ? ""
            : ", " + UntrustedText.line(addon.health().issues().get(0).message());
    return "%s, %s%s".formatted(addon.addonVersion(), addon.statusAsString(), issue);
  }

  private Optional<Addon> described(String name) {
    return AwsLookups.found(
        () ->
            AnswerReader.complete(
                "DescribeAddon",
                cluster
                    .eks()
                    .describeAddon(request -> request.clusterName(cluster.name()).addonName(name))
                    .addon(),
                "addonName",
                "addonVersion",
                "status"));
  }

  /** Says whether EKS lists the version of an add-on for this version of Kubernetes. */
  private boolean isCompatible(Addon addon) {
    Set<String> versions =
        cluster
            .eks()
            .describeAddonVersionsPaginator(
                request ->
                    request.addonName(addon.addonName()).kubernetesVersion(version.toString()))
            .addons()
            .stream()
            .flatMap(info -> info.addonVersions().stream())
            .map(AddonVersionInfo::addonVersion)
            .collect(ImmutableSet.toImmutableSet());
    return versions.contains(addon.addonVersion());
  }
}
