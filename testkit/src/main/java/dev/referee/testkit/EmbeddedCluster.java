package dev.referee.testkit;

import dev.referee.testkit.embedded.ClusterControls;
import java.net.URI;

/**
 * The controls of an EKS cluster in an {@link EmbeddedAccount}, for what no EKS operation can do.
 *
 * <p>The cluster is created, changed and deleted with EKS's own operations. Every method fails with
 * EKS's error if there is no such cluster, node group or add-on in the Region.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedCluster {
  private final ClusterControls controls;

  EmbeddedCluster(ClusterControls controls) {
    this.controls = controls;
  }

  /**
   * Adds a health issue to the cluster. A cluster that is being created then fails.
   *
   * @param code a code of EKS, for example {@code Ec2SubnetNotFound}
   * @param message the text of the issue
   */
  public void addIssue(String code, String message) {
    controls.issue(code, message);
  }

  /**
   * Adds a health issue to a node group. A node group that is being created then fails, after EKS
   * has waited for its nodes.
   *
   * @param nodegroup the name of the node group
   * @param code a code of EKS, for example {@code InstanceLimitExceeded}
   * @param message the text of the issue
   */
  public void addNodegroupIssue(String nodegroup, String code, String message) {
    controls.nodegroupIssue(nodegroup, code, message);
  }

  /**
   * Adds a health issue to an add-on. An add-on that is being created then fails.
   *
   * @param addon the name of the add-on
   * @param code a code of EKS, for example {@code ConfigurationConflict}
   * @param message the text of the issue
   */
  public void addAddonIssue(String addon, String code, String message) {
    controls.addonIssue(addon, code, message);
  }

  /**
   * Sets an upgrade insight of the cluster, refreshed now.
   *
   * @param insight the name of the insight, for example {@code Kubelet version skew}
   * @param version the Kubernetes version that it is about, for example {@code 1.35}
   * @param status PASSING, WARNING, ERROR or UNKNOWN; an ERROR blocks the update to that version
   * @param reason the reason for the status
   */
  public void setInsight(String insight, String version, String status, String reason) {
    controls.insight(insight, version, status, reason);
  }

  /** Removes all health issues of the cluster, its node groups and its add-ons. */
  public void clearIssues() {
    controls.resolveIssues();
  }

  /**
   * Fails the updates that are in progress in the cluster.
   *
   * @param code a code of EKS, for example {@code PodEvictionFailure}
   * @param message the text of the issue
   */
  public void failUpdates(String code, String message) {
    controls.failUpdates(code, message);
  }

  /**
   * Serves the cluster's Kubernetes API somewhere: DescribeCluster shows this address and
   * certificate instead of made-up ones, as soon as the cluster is active.
   *
   * @param endpoint the address of the API server
   * @param certificatePem the certificate of the authority that signed the server's certificate, in
   *     PEM
   */
  public void serve(URI endpoint, String certificatePem) {
    controls.serve(endpoint, certificatePem);
  }

  /** Returns the IAM principals that the cluster admits now. */
  public EmbeddedClusterAccess access() {
    return controls.access();
  }

  @Override
  public String toString() {
    return "EmbeddedCluster " + controls;
  }
}
