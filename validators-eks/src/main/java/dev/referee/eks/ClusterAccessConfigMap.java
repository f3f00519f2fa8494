package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMap {@code aws-auth}, as the cluster's authenticator reads it.
 *
 * @param lines the principals that it maps
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html">Grant IAM
 *     users access to Kubernetes with a ConfigMap</a>
 */
record ClusterAccessConfigMap(ImmutableList<Line> lines) {
  static final ClusterAccessConfigMap NONE = new ClusterAccessConfigMap(ImmutableList.of());

  /** A principal with its Kubernetes user and groups. */
  record Line(String arn, String username, ImmutableList<String> groups) {}

  static ClusterAccessConfigMap read(@Nullable ConfigMap map) {
    if (map == null || map.getData() == null) {
      return NONE;
    }
    ImmutableList.Builder<Line> lines = ImmutableList.builder();
    lines(map.getData().getOrDefault("mapRoles", ""), "rolearn", lines);
    lines(map.getData().getOrDefault("mapUsers", ""), "userarn", lines);
    return new ClusterAccessConfigMap(lines.build());
  }

  /** Adds the lines of a list; none if it is not the YAML of a list. */
  private static void lines(String yaml, String key, ImmutableList.Builder<Line> lines) {
    Object read;
    try {
      read = yaml.isBlank() ? List.of() : Serialization.unmarshal(yaml, Object.class);
    } catch (KubernetesClientException | IllegalArgumentException malformed) {
      return;
    }
    if (!(read instanceof List<?> list)) {
      return;
    }
    for (Object each : list) {
      if (each instanceof Map<?, ?> line && line.get(key) instanceof String arn) {
        lines.add(
            new Line(
                arn.strip(),
                line.get("username") instanceof String name ? name : arn.strip(),
                line.get("groups") instanceof List<?> groups
                    ? groups.stream().map(String::valueOf).collect(ImmutableList.toImmutableList())
                    : ImmutableList.of()));
      }
    }
  }
}
