package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link PodsHardened}, in the order in which to fix them. */
final class PodsHardenedExpectations {
  static final Expectation NAMESPACES =
      Expectation.of("NamespaceMissing", "namespaces", "The namespaces exist");
  static final Expectation ENFORCED =
      Expectation.of(
          "LevelNotEnforced",
          "pod security",
          "The API server refuses pods that violate the level in the namespace");
  static final Expectation VERSION =
      Expectation.of(
          "LevelVersionOutdated",
          "pod security version",
          "The version of the level has all controls that are asked for");
  static final Expectation ADMITTED =
      Expectation.of(
          "WorkloadsRefused",
          "workloads",
          "The Deployments of the namespaces can create their pods");
  static final Expectation RUNNING =
      Expectation.of("NoPodsRunning", "pods", "Pods run in the namespaces");
  static final Expectation CONFORM =
      Expectation.of("PodsNotConforming", "pods", "The running pods conform to the level");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          ClusterCheck.ACTIVE, NAMESPACES, ENFORCED, VERSION, ADMITTED, RUNNING, CONFORM);

  private PodsHardenedExpectations() {}
}
