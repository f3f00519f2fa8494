package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ResourceStateExpectations.SERVED;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Nearest;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A type of resources that the API server answered 404 for. Either the team has not installed it,
 * which is a finding, or the game names it wrong, which is the organiser's mistake.
 *
 * @param inNamespace whether a namespace was asked for
 * @param none whether the game asks for none of them: a name that is wrong would always pass
 */
record UnservedResource(ResourceType type, boolean inNamespace, boolean none) {

  private static final String NAME = "name";
  private static final String KIND = "kind";

  /** Returns the finding, from what the API server says that it has. */
  Finding explain(KubernetesClient client) {
    Optional<ImmutableList<JsonNode>> version = read(type.versionPath(), "resources", client);
    if (version.isPresent()) {
      return ofVersion(version.get());
    }
    if (type.isBuiltIn()) {
      return mistake(
          "Kubernetes serves no %s of its group in this version of the cluster"
              .formatted(type.version()));
    }
    return read(type.groupPath(), "versions", client)
        .map(
            versions ->
                mistake(
                    "the cluster serves the group only in %s"
                        .formatted(shown(texts(versions, "version")))))
        .orElseGet(() -> missing("The cluster has no API group %s.".formatted(type.group())));
  }

  private Finding ofVersion(List<JsonNode> served) {
    List<JsonNode> resources =
        served.stream()
            .filter(node -> !node.path(NAME).asText().contains("/"))
            .collect(toImmutableList());
    Optional<JsonNode> same =
        resources.stream().filter(node -> type.kind().equals(node.path(KIND).asText())).findFirst();
    if (same.isPresent()) {
      return ofKind(same.get());
    }
    Optional<String> nearest = Nearest.of(type.kind(), texts(resources, KIND));
    if (type.isBuiltIn() || nearest.isPresent()) {
      return mistake(
          "%s has no such kind%s"
              .formatted(
                  type.apiVersion(),
                  nearest
                      .map(it -> "; did you mean %s?".formatted(UntrustedText.line(it)))
                      .orElse("")));
    }
    return missing("The cluster has the API group %s, but not this kind.".formatted(type.group()));
  }

  private Finding ofKind(JsonNode resource) {
    String plural = resource.path(NAME).asText();
    if (!plural.equals(type.plural())) {
      return mistake("its plural name is %s; set `plural`".formatted(UntrustedText.line(plural)));
    }
    if (inNamespace && !resource.path("namespaced").asBoolean()) {
      return mistake("resources of this kind are in no namespace; leave `namespace` out");
    }
    return SERVED
        .unknown(Cause.UNREACHABLE)
        .subject(type.name())
        .seen("The API server says that it has this kind, and answers 404 for it.")
        .build();
  }

  private static List<String> texts(List<JsonNode> nodes, String field) {
    return nodes.stream().map(node -> node.path(field).asText()).collect(toImmutableList());
  }

  private static String shown(List<String> names) {
    return UntrustedText.line(String.join(", ", names.subList(0, Math.min(10, names.size()))));
  }

  private Finding missing(String seen) {
    if (none) {
      return mistake(
          "%s A misspelled name would look the same, so this does not count as none. Correct"
                  .formatted(seen)
              + " `apiVersion` and `kind`, or install the CustomResourceDefinition of %s in the"
                  .formatted(type.kind())
              + " cluster before the game starts");
    }
    return SERVED
        .unsatisfied()
        .subject(type.name())
        .expected("the kind " + type)
        .seen(seen)
        .remedy("Install what brings the CustomResourceDefinition of %s.".formatted(type.kind()))
        .build();
  }

  private Finding mistake(String why) {
    return SERVED
        .unknown(Cause.MISCONFIGURED)
        .subject(type.name())
        .seen("Referee could not read this. The organisers can see the reason.")
        .organiserFact("why", "The API server has no %s: %s".formatted(type, why))
        .build();
  }

  /** Returns the items of a list that a path serves; empty if it serves nothing. */
  private static Optional<ImmutableList<JsonNode>> read(
      String path, String list, KubernetesClient client) {
    Optional<JsonNode> read = read(path, client);
    if (read.isPresent() && !read.get().path(list).isArray()) {
      throw new Inconclusive(
          Cause.UNREACHABLE,
          "The API server's answer to %s has no %s".formatted(path, list),
          "",
          null);
    }
    return read.map(node -> ImmutableList.copyOf(node.path(list)));
  }

  private static Optional<JsonNode> read(String path, KubernetesClient client) {
    try {
      @Nullable String json = client.raw(path);
      return Optional.ofNullable(json)
          .map(it -> client.getKubernetesSerialization().unmarshal(it, JsonNode.class));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
