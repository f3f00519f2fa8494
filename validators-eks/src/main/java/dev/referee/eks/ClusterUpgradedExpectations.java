package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link ClusterUpgraded}, in the order in which to fix them. */
final class ClusterUpgradedExpectations {
  static final Expectation INSIGHTS =
      Expectation.of(
          "UpgradeInsightInError", "insights", "No upgrade insight speaks against the version");
  static final Expectation UPDATE =
      Expectation.of("UpdateFailed", "update", "The last update of the version did not fail");
  static final Expectation CONTROL_PLANE =
      Expectation.of(
          "ControlPlaneNotUpgraded", "control plane", "The control plane has the version");
  static final Expectation GROUPS =
      Expectation.of("NodeGroupsNotUpgraded", "node groups", "The node groups have the version");
  static final Expectation KUBELETS =
      Expectation.of("KubeletsNotUpgraded", "nodes", "The kubelet of every node has the version");
  static final Expectation ADDONS =
      Expectation.of(
          "AddonsNotCompatible", "add-ons", "The add-ons are compatible with the version");
  static final Expectation PROXY =
      Expectation.of(
          "KubeProxyNotUpgraded", "kube-proxy", "kube-proxy fits the version of the control plane");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          ClusterCheck.ACTIVE, INSIGHTS, UPDATE, CONTROL_PLANE, GROUPS, KUBELETS, ADDONS, PROXY);

  private ClusterUpgradedExpectations() {}
}
