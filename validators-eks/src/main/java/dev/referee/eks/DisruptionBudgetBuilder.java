package dev.referee.eks;

import dev.referee.Check;
import dev.referee.spi.Arguments;

/** A builder of the check {@link EksChecks#disruptionBudget}. Not thread-safe. */
public final class DisruptionBudgetBuilder {
  private final Arguments.Builder given = DisruptionBudget.KIND.arguments();

  DisruptionBudgetBuilder() {}

  /** Selects the workload with a name; this or a label must be set. */
  public DisruptionBudgetBuilder workload(String name) {
    given.set(DisruptionBudget.WORKLOAD, new WorkloadMatch.Named(name));
    return this;
  }

  /** Selects all workloads with a label; each of them is judged. */
  public DisruptionBudgetBuilder labelled(String key, String value) {
    given.set(DisruptionBudget.WORKLOAD, new WorkloadMatch.Labelled(key, value));
    return this;
  }

  /** Sets the namespace; {@code default} by default. */
  public DisruptionBudgetBuilder namespace(String name) {
    given.set(DisruptionBudget.NAMESPACE, name);
    return this;
  }

  /**
   * Sets the kind; by default the first of these that has the workload.
   *
   * @param kind {@code Deployment}, {@code StatefulSet} or {@code Rollout}
   */
  public DisruptionBudgetBuilder kind(String kind) {
    given.read(DisruptionBudget.KIND_OF_WORKLOAD, kind);
    return this;
  }

  /** Sets how many replicas it has to have at least; 2 by default. */
  public DisruptionBudgetBuilder replicas(int atLeast) {
    given.set(DisruptionBudget.AT_LEAST, atLeast);
    return this;
  }

  /** Sets in how many Availability Zones its ready pods have to be; by default it is not judged. */
  public DisruptionBudgetBuilder zones(int atLeast) {
    given.set(DisruptionBudget.ZONES, atLeast);
    return this;
  }

  /** Sets whether pods that are not ready have to be evictable; by default they need not be. */
  public DisruptionBudgetBuilder evictUnhealthy(boolean always) {
    given.set(DisruptionBudget.EVICT_UNHEALTHY, always);
    return this;
  }

  /** Sets whether to evict a pod by dry run, which changes nothing; by default it does. */
  public DisruptionBudgetBuilder tryEviction(boolean tried) {
    given.set(DisruptionBudget.TRY_EVICTION, tried);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if no workload is selected
   */
  public Check build() {
    return given.check();
  }
}
