package dev.referee.testkit.embedded.eks;

import software.amazon.awssdk.services.eks.model.AddonIssue;
import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ErrorDetail;
import software.amazon.awssdk.services.eks.model.InsightStatus;
import software.amazon.awssdk.services.eks.model.Issue;

/** What a test decides about EKS, which AWS decides otherwise. */
public final class EksTestControls {
  private final Eks eks;

  EksTestControls(Eks eks) {
    this.eks = eks;
  }

  /** Lets a cluster have a health issue; one that is being created fails for it. */
  public void clusterIssue(String cluster, String code, String message) {
    eks.cluster(cluster).issues.add(ClusterIssue.builder().code(code).message(message).build());
  }

  /** Lets a node group have a health issue; one that is being created fails for it. */
  public void nodegroupIssue(String cluster, String nodegroup, String code, String message) {
    eks.cluster(cluster)
        .nodegroup(nodegroup)
        .issues
        .add(Issue.builder().code(code).message(message).build());
  }

  /** Lets an add-on have a health issue; one that is being created fails for it. */
  public void addonIssue(String cluster, String addon, String code, String message) {
    eks.cluster(cluster)
        .addon(addon)
        .issues
        .add(AddonIssue.builder().code(code).message(message).build());
  }

  /** Sets what EKS found about the upgrade of a cluster to a version. */
  public void insight(String cluster, String name, String version, String status, String reason) {
    eks.insights.set(
        eks.cluster(cluster),
        name,
        version,
        InsightStatus.builder().status(status).reason(reason).build());
  }

  /** Lets nothing be wrong with a cluster any more. */
  public void resolveIssues(String cluster) {
    EksCluster healthy = eks.cluster(cluster);
    healthy.issues.clear();
    healthy.addons.values().forEach(addon -> addon.issues.clear());
    healthy.nodegroups.values().forEach(group -> group.issues.clear());
  }

  /** Lets the updates fail that are in progress. */
  public void failUpdates(String cluster, String code, String message) {
    eks.updates.fail(
        eks.cluster(cluster), ErrorDetail.builder().errorCode(code).errorMessage(message).build());
  }
}
