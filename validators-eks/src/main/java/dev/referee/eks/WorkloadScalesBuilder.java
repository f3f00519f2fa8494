package dev.referee.eks;

import dev.referee.Check;
import dev.referee.spi.Arguments;

/** A builder of the check {@link EksChecks#workloadScales}. Not thread-safe. */
public final class WorkloadScalesBuilder {
  private final Arguments.Builder given = WorkloadScales.KIND.arguments();

  WorkloadScalesBuilder() {}

  /** Selects the workload with a name; this or a label must be set. */
  public WorkloadScalesBuilder workload(String name) {
    given.set(WorkloadScales.WORKLOAD, new WorkloadMatch.Named(name));
    return this;
  }

  /** Selects all workloads with a label; each of them is judged. */
  public WorkloadScalesBuilder labelled(String key, String value) {
    given.set(WorkloadScales.WORKLOAD, new WorkloadMatch.Labelled(key, value));
    return this;
  }

  /** Sets the namespace; {@code default} by default. */
  public WorkloadScalesBuilder namespace(String name) {
    given.set(WorkloadScales.NAMESPACE, name);
    return this;
  }

  /**
   * Sets the kind; by default the first of these that has the workload.
   *
   * @param kind {@code Deployment}, {@code StatefulSet} or {@code Rollout}
   */
  public WorkloadScalesBuilder kind(String kind) {
    given.read(WorkloadScales.KIND_OF_WORKLOAD, kind);
    return this;
  }

  /** Sets what the maximum of replicas has to be at least; 2 by default. */
  public WorkloadScalesBuilder maxReplicas(int atLeast) {
    given.set(WorkloadScales.MAX, atLeast);
    return this;
  }

  /** Sets whether it has to have scaled out already; by default it does not. */
  public WorkloadScalesBuilder hasScaled(boolean required) {
    given.set(WorkloadScales.HAS_SCALED, required);
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
