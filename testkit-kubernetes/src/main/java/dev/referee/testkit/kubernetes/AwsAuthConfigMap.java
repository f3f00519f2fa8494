package dev.referee.testkit.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.common.base.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ConfigMap {@code aws-auth} in {@code kube-system}, read as aws-iam-authenticator does.
 *
 * @param data its data
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html">Grant IAM
 *     users access to Kubernetes with a ConfigMap</a>
 */
record AwsAuthConfigMap(JsonNode data) {
  static final String PATH = "/api/v1/namespaces/kube-system/configmaps/aws-auth";
  private static final YAMLMapper YAML = new YAMLMapper();

  /** A user by its templates. */
  record Mapped(String username, List<String> groups) {}

  /**
   * Returns what a principal is mapped to. A role that is named with its path is nobody's: the ARN
   * of a session has no path to compare it with.
   */
  Optional<Mapped> find(CallerIdentity identity) {
    String arn = identity.principalArn();
    for (String[] list : new String[][] {{"mapRoles", "rolearn"}, {"mapUsers", "userarn"}}) {
      for (JsonNode one : list(list[0])) {
        if (Ascii.equalsIgnoreCase(one.path(list[1]).asText(), arn)) {
          return Optional.of(mapped(one, arn));
        }
      }
    }
    for (JsonNode account : list("mapAccounts")) {
      if (account.asText().equals(identity.accountId())) {
        return Optional.of(new Mapped(arn, List.of()));
      }
    }
    return Optional.empty();
  }

  private static Mapped mapped(JsonNode one, String arn) {
    List<String> groups = new ArrayList<>();
    one.path("groups").forEach(group -> groups.add(group.asText()));
    String username = one.path("username").asText();
    return new Mapped(username.isEmpty() ? arn : username, groups);
  }

  /** Returns the entries below a key; none where it is not the YAML of a list. */
  private JsonNode list(String key) {
    try {
      return YAML.readTree(data.path(key).asText());
    } catch (JsonProcessingException malformed) {
      return YAML.createArrayNode();
    }
  }
}
