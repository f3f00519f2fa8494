package dev.referee.eks;

import dev.referee.spi.CheckKind;
import dev.referee.spi.CheckProvider;
import java.util.List;

/**
 * A provider of the checks of {@link EksChecks} by id. Found by {@link java.util.ServiceLoader}.
 */
public final class EksCheckProvider implements CheckProvider {

  /** For {@link java.util.ServiceLoader}. */
  public EksCheckProvider() {}

  @Override
  public List<CheckKind> checks() {
    return List.of(
        ClusterAccess.KIND,
        ClusterReady.KIND,
        ClusterUpgraded.KIND,
        DisruptionBudget.KIND,
        PodsHardened.KIND,
        ResourceState.KIND,
        ScalesOut.KIND,
        WorkloadIdentity.KIND,
        WorkloadScales.KIND,
        WorkloadServes.KIND);
  }
}
