package dev.referee.eks;

import dev.referee.Check;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.kubernetes.ClusterCheckContract;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.util.List;
import java.util.Optional;

/** The contract of a check whose worlds are built with {@link WorkloadCluster}. */
abstract class WorkloadContract extends ClusterCheckContract<WorkloadCluster> {

  /** A password that every world contains, in a Secret and in an annotation. */
  private static final String PASSWORD = "Xk2-hunter-9";

  @Override
  protected final WorkloadCluster begin(EmbeddedSandbox sandbox) {
    WorkloadCluster cluster = new WorkloadCluster(sandbox);
    cluster.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: database, namespace: kube-system}
        stringData: {password: %s}
        """
            .formatted(PASSWORD));
    return cluster;
  }

  @Override
  protected final Optional<EmbeddedKubernetes> kubernetes(WorkloadCluster world) {
    return Optional.of(world.kubernetes());
  }

  @Override
  protected final String cluster(WorkloadCluster world) {
    return world.judged();
  }

  @Override
  protected final Check check(WorkloadCluster world) {
    return world.check();
  }

  @Override
  protected final List<String> secrets() {
    return List.of(PASSWORD);
  }
}
