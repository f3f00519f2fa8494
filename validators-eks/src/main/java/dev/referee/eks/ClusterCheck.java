package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Verdict;
import dev.referee.kubernetes.Cluster;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.eks.model.ClusterStatus;

/**
 * A check of a cluster that exists. Its first finding is that the cluster is active; without that
 * there is nothing else to judge. Its permissions include {@link Cluster#READS}.
 */
abstract class ClusterCheck extends DeclaredCheck {
  static final Expectation ACTIVE =
      Expectation.of("ClusterNotActive", "cluster", "The EKS cluster exists and is active");

  ClusterCheck(CheckKind kind, Arguments arguments) {
    super(kind, arguments);
  }

  @Override
  public final Verdict judge(CheckContext context) {
    Cluster target = context.target(Cluster.class);
    Optional<software.amazon.awssdk.services.eks.model.Cluster> described = target.describe();
    if (described.isEmpty()) {
      return context.verdict(missing(target));
    }
    ActiveCluster cluster = new ActiveCluster(target, described.get());
    Finding active = active(cluster);
    if (!active.isSatisfied()) {
      return context.verdict(active);
    }
    Verdict verdict =
        context.verdict(
            ImmutableList.<Finding>builder()
                .add(active)
                .addAll(findings(context, cluster))
                .build());
    return verdict.isPassed() ? verdict.withFixedAt(fixedAt(cluster)) : verdict;
  }

  /**
   * An error that the check does not expect, for example that pods are not served, says nothing.
   */
  private List<Finding> findings(CheckContext context, ActiveCluster cluster) {
    try {
      return judge(context, cluster);
    } catch (KubernetesClientException e) {
      throw unexpected(cluster, e);
    }
  }

  /** Returns that a read failed which every API server answers. */
  static Inconclusive unexpected(ActiveCluster cluster, KubernetesClientException error) {
    return new Inconclusive(
        Cause.UNREACHABLE,
        "The API server of the cluster %s answered a read that every cluster answers with: %s"
            .formatted(cluster.name(), UntrustedText.line(error.getMessage())),
        "",
        error);
  }

  /** Returns all further findings. */
  abstract List<Finding> judge(CheckContext context, ActiveCluster cluster);

  /**
   * Returns when the fix became complete, by the cluster's own times. Only called for a passed
   * verdict.
   *
   * @return the time; empty if it is unknown
   */
  Optional<Instant> fixedAt(ActiveCluster cluster) {
    return Optional.empty();
  }

  private static Finding missing(Cluster target) {
    return ACTIVE
        .unsatisfied()
        .seen("There is no such cluster: " + target.name() + ".")
        .remedy("Create the cluster, or correct its name in the game.")
        .build();
  }

  private static Finding active(ActiveCluster cluster) {
    ClusterStatus status = cluster.described().status();
    String seen =
        "The cluster %s is %s.".formatted(cluster.name(), cluster.described().statusAsString());
    return switch (status) {
      case ACTIVE, UPDATING -> ACTIVE.satisfied().subject(cluster.name()).seen(seen).build();
      case CREATING, PENDING ->
          ACTIVE
              .pending()
              .subject(cluster.name())
              .seen(seen)
              .remedy("Wait: EKS usually takes 8 to 15 minutes to create a cluster.")
              .build();
      default ->
          ACTIVE
              .unsatisfied()
              .subject(cluster.name())
              .seen(seen)
              .remedy("Read its health issues in the EKS console, and create it again.")
              .build();
    };
  }
}
