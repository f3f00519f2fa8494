package dev.referee.testkit;

import dev.referee.testkit.embedded.ClusterControls;

/**
 * An EKS cluster of an {@link EmbeddedAccount}, as a test decides what becomes of it.
 *
 * <p>It is created, changed and deleted by EKS's own operations; those that name no cluster in this
 * Region are refused with EKS's error.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedCluster {
  private final ClusterControls controls;

  EmbeddedCluster(ClusterControls controls) {
    this.controls = controls;
  }

  /**
   * Lets the cluster have a health issue. A cluster that is being created fails for it.
   *
   * @param code one of EKS's codes, as in {@code Ec2SubnetNotFound}
   * @param message what it says of it
   */
  public void hasIssue(String code, String message) {
    controls.issue(code, message);
  }

  /**
   * Lets a node group have a health issue. One that is being created fails for it, once EKS has
   * waited for its nodes.
   *
   * @param nodegroup the name of the node group
   * @param code one of EKS's codes, as in {@code InstanceLimitExceeded}
   * @param message what it says of it
   */
  public void nodegroupHasIssue(String nodegroup, String code, String message) {
    controls.nodegroupIssue(nodegroup, code, message);
  }

  /**
   * Lets an add-on have a health issue. One that is being created fails for it.
   *
   * @param addon the name of the add-on
   * @param code one of EKS's codes, as in {@code ConfigurationConflict}
   * @param message what it says of it
   */
  public void addonHasIssue(String addon, String code, String message) {
    controls.addonIssue(addon, code, message);
  }

  /**
   * Sets what EKS has found about the upgrade of the cluster to a version, as of now.
   *
   * @param insight the name of the insight, as in {@code Kubelet version skew}
   * @param version the version of Kubernetes that it is about, as in {@code 1.35}
   * @param status PASSING, WARNING, ERROR or UNKNOWN; an ERROR blocks the update to that version
   * @param reason why it is so
   */
  public void hasInsight(String insight, String version, String status, String reason) {
    controls.insight(insight, version, status, reason);
  }

  /** Lets nothing be wrong any more with the cluster and with what belongs to it. */
  public void hasNoIssues() {
    controls.resolveIssues();
  }

  /**
   * Lets the updates fail that are in progress in the cluster.
   *
   * @param code one of EKS's codes, as in {@code PodEvictionFailure}
   * @param message what it says of it
   */
  public void updatesFail(String code, String message) {
    controls.failUpdates(code, message);
  }

  @Override
  public String toString() {
    return "EmbeddedCluster " + controls;
  }
}
