package dev.referee.testkit;

import dev.referee.testkit.embedded.Cloud;
import dev.referee.testkit.embedded.eks.EksTestControls;
import java.util.function.Consumer;

/**
 * An EKS cluster of an {@link EmbeddedAccount}, as a test decides what becomes of it.
 *
 * <p>It is created, changed and deleted by EKS's own operations; those that name no cluster in this
 * Region are refused with EKS's error.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedCluster {
  private final Cloud cloud;
  private final String accountId;
  private final String region;
  private final String name;

  EmbeddedCluster(Cloud cloud, String accountId, String region, String name) {
    this.cloud = cloud;
    this.accountId = accountId;
    this.region = region;
    this.name = name;
  }

  /**
   * Lets the cluster have a health issue. A cluster that is being created fails for it.
   *
   * @param code one of EKS's codes, as in {@code Ec2SubnetNotFound}
   * @param message what it says of it
   */
  public void hasIssue(String code, String message) {
    with(eks -> eks.clusterIssue(name, code, message));
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
    with(eks -> eks.nodegroupIssue(name, nodegroup, code, message));
  }

  /**
   * Lets an add-on have a health issue. One that is being created fails for it.
   *
   * @param addon the name of the add-on
   * @param code one of EKS's codes, as in {@code ConfigurationConflict}
   * @param message what it says of it
   */
  public void addonHasIssue(String addon, String code, String message) {
    with(eks -> eks.addonIssue(name, addon, code, message));
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
    with(eks -> eks.insight(name, insight, version, status, reason));
  }

  /** Lets nothing be wrong any more with the cluster and with what belongs to it. */
  public void hasNoIssues() {
    with(eks -> eks.resolveIssues(name));
  }

  /**
   * Lets the updates fail that are in progress in the cluster.
   *
   * @param code one of EKS's codes, as in {@code PodEvictionFailure}
   * @param message what it says of it
   */
  public void updatesFail(String code, String message) {
    with(eks -> eks.failUpdates(name, code, message));
  }

  private void with(Consumer<EksTestControls> what) {
    cloud.eks(accountId, region, what);
  }

  @Override
  public String toString() {
    return "EmbeddedCluster " + name + " of " + accountId + " in " + region;
  }
}
