package dev.referee.eks;

import dev.referee.Check;
import dev.referee.spi.Arguments;

/** A builder of the check {@link EksChecks#clusterUpgraded}. Not thread-safe. */
public final class ClusterUpgradedBuilder {
  private final Arguments.Builder given = ClusterUpgraded.KIND.arguments();

  ClusterUpgradedBuilder() {}

  /**
   * Sets the Kubernetes version that the cluster must have; required.
   *
   * @param minor the minor version, for example {@code 1.35}
   */
  public ClusterUpgradedBuilder version(String minor) {
    given.read(ClusterUpgraded.VERSION, minor);
    return this;
  }

  /** Sets whether a newer version is accepted, too; by default it is not. */
  public ClusterUpgradedBuilder orNewer(boolean accepted) {
    given.set(ClusterUpgraded.OR_NEWER, accepted);
    return this;
  }

  /**
   * Sets how many minor versions nodes may be behind the control plane; 0 by default. Never more
   * than Kubernetes allows: 3, and 2 before Kubernetes 1.28.
   */
  public ClusterUpgradedBuilder maxSkew(int minors) {
    given.set(ClusterUpgraded.MAX_SKEW, minors);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if the version is not set
   */
  public Check build() {
    return given.check();
  }
}
