package dev.referee.testkit.embedded.eks;

import com.google.common.collect.Lists;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.eks.EksCluster.PreviousVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.ClusterVersionStatus;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsResponse;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionResponse;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateType;
import software.amazon.awssdk.services.eks.model.VersionStatus;

/** An emulation of the operations on the Kubernetes versions of clusters. */
final class ClusterVersions {
  static final Duration TIME = Duration.ofMinutes(10);

  /** How long a cluster can go back to the version that it had. */
  static final Duration ROLLBACK = Duration.ofDays(7);

  /** The SDK here does not know this type of update yet. */
  static final String VERSION_ROLLBACK = "VersionRollback";

  /** How long a version is out before new clusters get it without asking. */
  private static final Duration SETTLING = Duration.ofDays(60);

  private final Eks eks;

  ClusterVersions(Eks eks) {
    this.eks = eks;
  }

  private List<KubernetesVersion> released() {
    return KubernetesVersion.releasedBy(eks.now());
  }

  private KubernetesVersion standard() {
    List<KubernetesVersion> settled = KubernetesVersion.releasedBy(eks.now().minus(SETTLING));
    List<KubernetesVersion> some = settled.isEmpty() ? released() : settled;
    return some.get(some.size() - 1);
  }

  /** Returns the version of a new cluster, or throws EKS's error. */
  KubernetesVersion forNewCluster(@Nullable String name) {
    return name == null ? standard() : supported(name);
  }

  private KubernetesVersion supported(String name) {
    return released().stream()
        .filter(version -> version.name().equals(name) && version.isSupported(eks.now()))
        .findFirst()
        .orElseThrow(() -> EksErrors.invalidParameter("unsupported Kubernetes version"));
  }

  UpdateClusterVersionResponse update(UpdateClusterVersionRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.name());
    KubernetesVersion wanted = supported(request.version());
    String now = cluster.settings().version();
    boolean back = isRollback(cluster, wanted);
    if (!back && wanted.minor() != KubernetesVersion.minor(now) + 1) {
      throw EksErrors.invalidParameter(
          "Unsupported Kubernetes minor version update from %s to %s"
              .formatted(now, wanted.name()));
    }
    requireNodesAt(cluster, back ? wanted.name() : now);
    if (!Boolean.TRUE.equals(request.force())) {
      Insights.requireNoErrors(cluster, wanted.name());
    }
    return UpdateClusterVersionResponse.builder()
        .update(
            eks.updates.ofCluster(
                cluster,
                back ? VERSION_ROLLBACK : UpdateType.VERSION_UPDATE.toString(),
                Map.of(
                    UpdateParamType.VERSION, wanted.name(),
                    UpdateParamType.PLATFORM_VERSION, wanted.platform()),
                TIME,
                () -> {
                  cluster.previousVersion(back ? null : new PreviousVersion(now, eks.now()));
                  cluster.change(
                      it -> it.version(wanted.name()).platformVersion(wanted.platform()));
                }))
        .build();
  }

  private boolean isRollback(EksCluster cluster, KubernetesVersion wanted) {
    PreviousVersion previous = cluster.previousVersion();
    return previous != null
        && previous.version().equals(wanted.name())
        && previous.replacedAt().plus(ROLLBACK).isAfter(eks.now());
  }

  private static void requireNodesAt(EksCluster cluster, String version) {
    List<String> others =
        cluster.nodegroups.values().stream()
            .map(NodegroupRecord::settings)
            .filter(group -> !version.equals(group.version()))
            .map(Nodegroup::nodegroupName)
            .toList();
    if (!others.isEmpty()) {
      throw EksErrors.invalidRequest(
          "Nodegroups %s must be updated to match cluster version %s before updating cluster version"
              .formatted(String.join(", ", others), version));
    }
  }

  @SuppressWarnings("deprecation") // It still takes the member that versionStatus replaced.
  DescribeClusterVersionsResponse describe(DescribeClusterVersionsRequest request, Call call) {
    List<String> names = request.clusterVersions();
    boolean all = Boolean.TRUE.equals(request.includeAll()) || !names.isEmpty();
    boolean standardOnly = Boolean.TRUE.equals(request.defaultOnly());
    List<ClusterVersionInformation> found =
        Lists.reverse(released()).stream()
            .map(this::described)
            .filter(version -> names.isEmpty() || names.contains(version.clusterVersion()))
            .filter(version -> all || version.versionStatus() != VersionStatus.UNSUPPORTED)
            .filter(version -> !standardOnly || version.defaultVersion())
            .filter(
                version ->
                    request.statusAsString() == null
                        || request.statusAsString().equals(version.statusAsString()))
            .filter(
                version ->
                    request.versionStatusAsString() == null
                        || request.versionStatusAsString().equals(version.versionStatusAsString()))
            .toList();
    Page<ClusterVersionInformation> page =
        EksPages.of(found, request.maxResults(), request.nextToken(), call);
    return DescribeClusterVersionsResponse.builder()
        .clusterVersions(page.items())
        .nextToken(page.next())
        .build();
  }

  @SuppressWarnings("deprecation") // EKS still shows the member that versionStatus replaced.
  private ClusterVersionInformation described(KubernetesVersion version) {
    VersionStatus status =
        version.isInStandardSupport(eks.now())
            ? VersionStatus.STANDARD_SUPPORT
            : version.isSupported(eks.now())
                ? VersionStatus.EXTENDED_SUPPORT
                : VersionStatus.UNSUPPORTED;
    return ClusterVersionInformation.builder()
        .clusterVersion(version.name())
        .clusterType("eks")
        .defaultPlatformVersion(version.platform())
        .defaultVersion(version.equals(standard()))
        .releaseDate(version.released())
        .endOfStandardSupportDate(version.standardUntil())
        .endOfExtendedSupportDate(version.extendedUntil())
        .status(ClusterVersionStatus.valueOf(status.name()))
        .versionStatus(status)
        .kubernetesPatchVersion(version.patch())
        .build();
  }
}
