package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link ScalesOut}, in the order in which to fix them. */
final class ScalesOutExpectations {
  static final Expectation FOUND =
      Expectation.of("NodeAutoscalerMissing", "autoscaler", "Something adds nodes to the cluster");
  static final Expectation RUNNING =
      Expectation.of("NodeAutoscalerNotRunning", "autoscaler", "What adds nodes is running");
  static final Expectation VERSION =
      Expectation.of(
          "AutoscalerVersionDiffers",
          "version",
          "Cluster Autoscaler has the minor version of the cluster");
  static final Expectation GROUPS =
      Expectation.of("NodeGroupsNotFound", "node groups", "Cluster Autoscaler finds node groups");
  static final Expectation PERMITTED =
      Expectation.of(
          "AutoscalerNotPermitted",
          "permissions",
          "The role of Cluster Autoscaler may resize the node groups");
  static final Expectation HEALTHY =
      Expectation.of("AutoscalerNotHealthy", "status", "Cluster Autoscaler says that it works");
  static final Expectation POOL =
      Expectation.of("NodePoolMissing", "node pool", "There is a NodePool that adds nodes");
  static final Expectation CLASS =
      Expectation.of("NodeClassNotReady", "node class", "The NodeClass of a NodePool is Ready");
  static final Expectation POOL_READY =
      Expectation.of("NodePoolNotReady", "node pool", "A NodePool is Ready");
  static final Expectation CAPACITY =
      Expectation.of(
          "CapacityTypeNotAsAsked", "capacity type", "New nodes are spot or on-demand as asked");
  static final Expectation INTERRUPTIONS =
      Expectation.of(
          "InterruptionsNotHandled", "interruptions", "Interruptions of spot nodes are handled");
  static final Expectation ROOM =
      Expectation.of("MaximumReached", "maximum", "The maximum leaves room for another node");
  static final Expectation LAUNCHED =
      Expectation.of("NodesNotLaunched", "nodes", "New nodes are launched, and join the cluster");
  static final Expectation ADDED =
      Expectation.of(
          "PodsOnOtherNodes", "nodes", "The workload's pods run on nodes that were added for them");
  static final Expectation SCALES_IN =
      Expectation.of("NodesNotRemoved", "consolidation", "Nodes that are not needed are removed");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          ClusterCheck.ACTIVE,
          WorkloadSelector.THERE,
          FOUND,
          RUNNING,
          VERSION,
          GROUPS,
          PERMITTED,
          HEALTHY,
          POOL,
          CLASS,
          POOL_READY,
          CAPACITY,
          INTERRUPTIONS,
          ROOM,
          LAUNCHED,
          WorkloadDiagnosis.CREATED,
          WorkloadDiagnosis.SCHEDULED,
          ADDED,
          SCALES_IN);

  private ScalesOutExpectations() {}
}
