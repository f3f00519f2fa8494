package dev.referee.eks;

import static com.google.common.base.Strings.nullToEmpty;

import dev.referee.kubernetes.UntrustedText;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is judged of a node.
 *
 * @param name its name
 * @param ready whether its condition Ready is True
 * @param since since when; empty if unknown
 * @param reason why it is not Ready, in Kubernetes' words; empty if it is
 * @param zone its Availability Zone; empty if unknown
 * @param version the version of its kubelet; empty if unknown
 * @param instance the id of its EC2 instance; empty if it has none
 * @param kind what made it
 */
record ClusterReadyNode(
    String name,
    boolean ready,
    Optional<Instant> since,
    String reason,
    String zone,
    Optional<KubernetesMinorVersion> version,
    String instance,
    Kind kind) {

  /** What makes nodes. */
  enum Kind {
    MANAGED,
    SELF_MANAGED,
    KARPENTER,
    FARGATE,
    AUTO_MODE,
    HYBRID;

    /** Says whether its network plugin, kube-proxy and DNS are pods. */
    boolean needsDaemons() {
      return this == MANAGED || this == SELF_MANAGED || this == KARPENTER;
    }
  }

  static ClusterReadyNode of(Node node) {
    Map<String, String> labels =
        node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
    Optional<NodeCondition> condition =
        node.getStatus() == null
            ? Optional.empty()
            : node.getStatus().getConditions().stream()
                .filter(one -> "Ready".equals(one.getType()))
                .findFirst();
    boolean ready = condition.filter(one -> "True".equals(one.getStatus())).isPresent();
    String provider = node.getSpec() == null ? "" : nullToEmpty(node.getSpec().getProviderID());
    String instance = provider.substring(provider.lastIndexOf('/') + 1);
    return new ClusterReadyNode(
        UntrustedText.line(node.getMetadata().getName()),
        ready,
        condition
            .flatMap(one -> time(one.getLastTransitionTime()))
            .or(() -> time(node.getMetadata().getCreationTimestamp())),
        ready
            ? ""
            : condition
                .map(one -> UntrustedText.line(one.getReason() + ": " + one.getMessage()))
                .orElse("its kubelet has not reported yet"),
        nullToEmpty(labels.get("topology.kubernetes.io/zone")),
        node.getStatus() == null || node.getStatus().getNodeInfo() == null
            ? Optional.empty()
            : KubernetesMinorVersion.in(node.getStatus().getNodeInfo().getKubeletVersion()),
        instance.startsWith("i-") ? instance : "",
        kind(labels));
  }

  private static Kind kind(Map<String, String> labels) {
    return switch (nullToEmpty(labels.get("eks.amazonaws.com/compute-type"))) {
      case "fargate" -> Kind.FARGATE;
      case "auto" -> Kind.AUTO_MODE;
      case "hybrid" -> Kind.HYBRID;
      default ->
          labels.containsKey("eks.amazonaws.com/nodegroup")
              ? Kind.MANAGED
              : labels.containsKey("karpenter.sh/nodepool") ? Kind.KARPENTER : Kind.SELF_MANAGED;
    };
  }

  private static Optional<Instant> time(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException notTold) {
      return Optional.empty();
    }
  }
}
