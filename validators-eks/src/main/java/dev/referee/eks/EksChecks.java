package dev.referee.eks;

/**
 * Factory methods for checks of EKS: the cluster, who may use it, and what runs in it.
 *
 * <p>All of them use the team's {@link dev.referee.kubernetes.Cluster}, and follow every page. The
 * builders are not thread-safe; the checks are immutable and thread-safe.
 */
public final class EksChecks {
  private EksChecks() {}
}
