package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link DisruptionBudget}, in the order in which to fix them. */
final class DisruptionBudgetExpectations {
  static final Expectation COVERED =
      Expectation.of("BudgetMissing", "disruption budget", "A budget selects every pod");
  static final Expectation ALONE =
      Expectation.of("SeveralBudgets", "disruption budgets", "Only one budget selects a pod");
  static final Expectation LETS_DRAIN =
      Expectation.of(
          "BudgetBlocksDrains", "disruption budget", "The budget lets a pod go when all are well");
  static final Expectation PROTECTS =
      Expectation.of(
          "BudgetProtectsNothing", "disruption budget", "The budget keeps at least one pod");
  static final Expectation UNHEALTHY =
      Expectation.of(
          "UnhealthyPodsBlockDrains",
          "disruption budget",
          "Pods that are not ready can always be evicted");
  static final Expectation ALLOWS =
      Expectation.of("NoDisruptionAllowed", "disruptions", "The budget allows a disruption now");
  static final Expectation SPREAD =
      Expectation.of("ReplicasNotSpread", "zones", "The pods are in enough zones");
  static final Expectation EVICTED =
      Expectation.of("EvictionRefused", "eviction", "The API server would evict a pod");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.<Expectation>builder()
          .add(ClusterCheck.ACTIVE, WorkloadSelector.THERE, WorkloadServesExpectations.REPLICAS)
          .add(COVERED, ALONE, LETS_DRAIN, PROTECTS, UNHEALTHY)
          .addAll(WorkloadDiagnosis.ALL)
          .add(ALLOWS, SPREAD, EVICTED)
          .build();

  private DisruptionBudgetExpectations() {}
}
