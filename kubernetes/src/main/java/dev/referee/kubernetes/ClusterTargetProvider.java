package dev.referee.kubernetes;

import dev.referee.Target;
import dev.referee.aws.Account;
import dev.referee.aws.AccountTargets;
import java.util.Optional;

/** A provider of the cluster of an account. Found by {@link java.util.ServiceLoader}. */
public final class ClusterTargetProvider implements AccountTargets.Provider {

  /** For {@link java.util.ServiceLoader}. */
  public ClusterTargetProvider() {}

  @Override
  public Target target(Account account, Optional<String> cluster) {
    return cluster.map(name -> Cluster.named(account, name)).orElseGet(() -> Cluster.only(account));
  }
}
