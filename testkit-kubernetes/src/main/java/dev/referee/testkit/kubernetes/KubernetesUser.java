package dev.referee.testkit.kubernetes;

import java.util.List;
import java.util.Map;

/**
 * A user in Kubernetes that a principal of IAM is mapped to.
 *
 * @param name the username
 * @param groups the groups, without {@code system:authenticated}
 * @param identity the principal
 */
record KubernetesUser(String name, List<String> groups, CallerIdentity identity) {
  static final String MASTERS = "system:masters";

  /** The name of the extra value that tells the access policies whose they are. */
  static final String ARN = "arn";

  KubernetesUser {
    groups = List.copyOf(groups);
  }

  /** Returns what Kubernetes is told of the user besides, as EKS does. */
  Map<String, String> extra() {
    return Map.of(
        ARN,
        identity.arn(),
        "canonicalArn",
        identity.principalArn(),
        "accessKeyId",
        identity.accessKeyId(),
        "principalId",
        identity.userId(),
        "sessionName",
        identity.sessionName());
  }
}
