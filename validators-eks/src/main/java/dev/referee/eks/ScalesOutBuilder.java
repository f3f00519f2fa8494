package dev.referee.eks;

import dev.referee.Check;
import dev.referee.spi.Arguments;

/** A builder of the check {@link EksChecks#scalesOut}. Not thread-safe. */
public final class ScalesOutBuilder {
  private final Arguments.Builder given = ScalesOut.KIND.arguments();

  ScalesOutBuilder() {}

  /**
   * Selects a workload whose pods all have to be on nodes that were added; by default no pod at all
   * may be without a node.
   */
  public ScalesOutBuilder workload(String name) {
    given.set(ScalesOut.WORKLOAD, new WorkloadMatch.Named(name));
    return this;
  }

  /** Selects all workloads with a label in the same way; each of them is judged. */
  public ScalesOutBuilder labelled(String key, String value) {
    given.set(ScalesOut.WORKLOAD_LABEL, new WorkloadMatch.Labelled(key, value));
    return this;
  }

  /**
   * Sets the kind of the workload; by default the first of these that has it.
   *
   * @param kind {@code Deployment}, {@code StatefulSet} or {@code Rollout}
   */
  public ScalesOutBuilder kind(String kind) {
    given.read(ScalesOut.KIND_OF_WORKLOAD, kind);
    return this;
  }

  /**
   * Sets the namespace; by default {@code default} for a workload, and all namespaces without one.
   */
  public ScalesOutBuilder namespace(String name) {
    given.set(ScalesOut.NAMESPACE, name);
    return this;
  }

  /**
   * Sets how the capacity of new nodes has to be bought; any by default.
   *
   * @param type {@code spot}, where some nodes may be on-demand; {@code on-demand}; or {@code
   *     mixed}, which has to be both
   */
  public ScalesOutBuilder capacityType(String type) {
    given.read(ScalesOut.CAPACITY, type);
    return this;
  }

  /**
   * Sets which nodes have to be removed when they are no longer needed; not judged by default.
   *
   * @param which {@code empty}, those without pods; or {@code underutilized}, also those that are
   *     hardly used
   */
  public ScalesOutBuilder consolidation(String which) {
    given.read(ScalesOut.CONSOLIDATION, which);
    return this;
  }

  /** Returns the check. */
  public Check build() {
    return given.check();
  }
}
