package dev.referee.testkit.embedded.eks;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.FargateProfile;
import software.amazon.awssdk.services.eks.model.Insight;
import software.amazon.awssdk.services.eks.model.PodIdentityAssociation;

/** A cluster with everything that belongs to it. */
final class EksCluster {
  /** The principal that created it. */
  final String creatorArn;

  final List<Updates.Running> updates = new ArrayList<>();
  final List<ClusterIssue> issues = new ArrayList<>();
  final Map<String, AccessEntries.Entry> accessEntries = new TreeMap<>();
  final Map<String, NodegroupRecord> nodegroups = new TreeMap<>();
  final Map<String, Addons.AddonRecord> addons = new TreeMap<>();
  final Map<String, PodIdentityAssociation> podIdentities = new TreeMap<>();
  final Map<String, FargateProfile> fargateProfiles = new TreeMap<>();
  final Map<String, Insight> insights = new TreeMap<>();
  boolean creatorIsShown;

  /** The server of its Kubernetes API; null when there is none, and its address is made up. */
  @Nullable ApiServer apiServer;

  private Cluster cluster;

  /** The version that it was updated from and when; it can go back for a while. */
  private @Nullable PreviousVersion previousVersion;

  /**
   * The version that a cluster had.
   *
   * @param version the version
   * @param replacedAt when the next one was in use
   */
  record PreviousVersion(String version, Instant replacedAt) {}

  /**
   * A server of a cluster's Kubernetes API.
   *
   * @param endpoint its address
   * @param certificatePem the certificate of its authority
   */
  record ApiServer(URI endpoint, String certificatePem) {}

  EksCluster(Cluster cluster, String creatorArn) {
    this.cluster = cluster;
    this.creatorArn = creatorArn;
  }

  String name() {
    return cluster.name();
  }

  Cluster settings() {
    return cluster;
  }

  /** Returns the cluster as it is described. */
  Cluster described() {
    return cluster.toBuilder().health(h -> h.issues(issues)).build();
  }

  void change(UnaryOperator<Cluster.Builder> change) {
    cluster = change.apply(cluster.toBuilder()).build();
  }

  boolean is(ClusterStatus status) {
    return cluster.status() == status;
  }

  /** Says whether node groups and the like can be created in it. */
  boolean isUsable() {
    return is(ClusterStatus.ACTIVE) || is(ClusterStatus.UPDATING);
  }

  /** Returns a node group, or throws EKS's error where there is none. */
  NodegroupRecord nodegroup(String name) {
    NodegroupRecord found = nodegroups.get(name);
    if (found == null) {
      throw EksErrors.notFound("No node group found for name: " + name + ".");
    }
    return found;
  }

  /** Returns an add-on, or throws EKS's error where there is none. */
  Addons.AddonRecord addon(String name) {
    Addons.AddonRecord found = addons.get(name);
    if (found == null) {
      throw EksErrors.notFound("No addon: " + name + " found in cluster: " + name());
    }
    return found;
  }

  /** Says whether the pods that set up the network of pods have a role, besides that of nodes. */
  boolean podNetworkHasOwnRole() {
    Addons.AddonRecord addon = addons.get("vpc-cni");
    return (addon != null && addon.settings().serviceAccountRoleArn() != null)
        || podIdentities.values().stream()
            .anyMatch(association -> association.serviceAccount().equals("aws-node"));
  }

  @Nullable PreviousVersion previousVersion() {
    return previousVersion;
  }

  void previousVersion(@Nullable PreviousVersion previous) {
    previousVersion = previous;
  }
}
