package dev.referee.eks;

import dev.referee.Check;
import dev.referee.spi.Arguments;

/** A builder of the check {@link EksChecks#clusterReady}. Not thread-safe. */
public final class ClusterReadyBuilder {
  private final Arguments.Builder given = ClusterReady.KIND.arguments();

  ClusterReadyBuilder() {}

  /** Sets how many nodes have to be Ready at least; 1 by default. */
  public ClusterReadyBuilder nodes(int number) {
    given.set(ClusterReady.NODES, number);
    return this;
  }

  /** Sets in how many Availability Zones Ready nodes have to be at least; 1 by default. */
  public ClusterReadyBuilder zones(int number) {
    given.set(ClusterReady.ZONES, number);
    return this;
  }

  /**
   * Sets the Kubernetes version of the cluster and of as many nodes as are required; any by
   * default.
   *
   * @param minor the minor version, for example {@code 1.34}
   */
  public ClusterReadyBuilder version(String minor) {
    given.read(ClusterReady.VERSION, minor);
    return this;
  }

  /**
   * Sets the CloudFormation stack that creates the cluster, for progress and failures. The stacks
   * of eksctl are found without it.
   *
   * @param name the stack's name
   */
  public ClusterReadyBuilder stack(String name) {
    given.set(ClusterReady.STACK_NAME, name);
    return this;
  }

  /** Returns the check. */
  public Check build() {
    return given.check();
  }
}
