package dev.referee.testkit.kubernetes;

import dev.referee.Target;
import dev.referee.aws.Account;
import dev.referee.aws.AccountTargets;
import dev.referee.testkit.AdditionalApi;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.World;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A test base class with the contract of every check of a cluster.
 *
 * <p>It asserts what {@link CheckContract} asserts, of both APIs that such a check reads: AWS and
 * Kubernetes. Each Kubernetes request that the check sends is also denied, throttled, delayed,
 * broken off and answered with unreadable bytes; lists are also read in pages of one item; and the
 * verbs and resources of all requests are compared with the declared permissions.
 *
 * <p>The worlds run on the best control plane that is available, see {@link EmbeddedKubernetes}.
 *
 * @param <F> the type of the scenario builder that sets up the worlds
 */
public abstract class ClusterCheckContract<F> extends CheckContract<F> {

  private static final Pattern NOT_ADMITTED = Pattern.compile(": (400|403|422) ");

  /** For subclasses. */
  protected ClusterCheckContract() {}

  /**
   * Prepares the state in which all worlds begin. {@link
   * EmbeddedKubernetes#startNewCluster(EmbeddedSandbox)} creates a cluster.
   *
   * @param sandbox an account in which nothing has happened yet
   */
  protected abstract F begin(EmbeddedSandbox sandbox);

  /** Returns the Kubernetes API of a world; empty if its cluster does not exist. */
  protected abstract Optional<EmbeddedKubernetes> kubernetes(F world);

  /** Returns the name of the cluster to judge: {@value KubernetesExtension#CLUSTER} by default. */
  protected String cluster(F world) {
    return KubernetesExtension.CLUSTER;
  }

  /** Returns the largest number of Kubernetes requests that the check may send; 20 by default. */
  protected int mostRequests() {
    return 20;
  }

  @Override
  protected Set<String> actionsOfNoWorld() {
    return Set.of("eks:ListClusters");
  }

  @Override
  protected final F begin(Sandbox sandbox) {
    if (sandbox instanceof EmbeddedSandbox embedded) {
      return begin(embedded);
    }
    throw new IllegalArgumentException("The Kubernetes API runs beside the embedded account only");
  }

  /**
   * Builds a world; a state that a real API server does not admit is skipped there, with the reason
   * that the server gives.
   */
  @Override
  protected final void build(World<F> world, F begun) {
    try {
      super.build(world, begun);
    } catch (IllegalStateException e) {
      boolean real = kubernetes(begun).filter(EmbeddedKubernetes::isReal).isPresent();
      String reason = String.valueOf(e.getMessage());
      if (real && NOT_ADMITTED.matcher(reason).find()) {
        throw new TestAbortedException("A real API server does not admit this state: " + reason, e);
      }
      throw e;
    }
  }

  @Override
  protected final List<Target> targets(F world, Account account) {
    return AccountTargets.of(account, Optional.of(cluster(world)));
  }

  @Override
  protected final Optional<AdditionalApi> additionalApi(F world) {
    return kubernetes(world).map(it -> new KubernetesApi(it, mostRequests()));
  }

  /**
   * Returns the faults that are injected into a request while the check runs.
   *
   * @param action the request as permissions name it: {@code kubernetes:list:deployments.apps}
   */
  public final List<KubernetesFault> kubernetesFaults(String action) {
    String operation = action.substring(action.indexOf(':') + 1);
    return Stream.of(
            Stream.of(KubernetesApi.DENIED, KubernetesApi.THROTTLED),
            KubernetesApi.UNREADABLE.keySet().stream(),
            KubernetesApi.ERRORS.keySet().stream())
        .flatMap(faults -> faults)
        .map(fault -> KubernetesApi.aimed(fault, operation))
        .toList();
  }
}
