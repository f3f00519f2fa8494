package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ResourceStateExpectations.SERVED;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.internal.Nearest;
import dev.referee.kubernetes.UntrustedText;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
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

  /** Returns the finding, from what the API server says that it has. */
  Finding explain(KubernetesClient client) {
    Optional<APIResourceList> version = read(type.versionPath(), APIResourceList.class, client);
    if (version.isPresent()) {
      return ofVersion(version.get().getResources());
    }
    if (type.isBuiltIn()) {
      return mistake(
          "Kubernetes serves no %s of its group in this version of the cluster"
              .formatted(type.version()));
    }
    return read(type.groupPath(), APIGroup.class, client)
        .map(
            group ->
                mistake(
                    "the cluster serves the group only in %s"
                        .formatted(
                            shown(
                                group.getVersions().stream()
                                    .map(GroupVersionForDiscovery::getVersion)
                                    .collect(toImmutableList())))))
        .orElseGet(() -> missing("The cluster has no API group %s.".formatted(type.group())));
  }

  private Finding ofVersion(List<APIResource> served) {
    List<APIResource> resources =
        served.stream().filter(it -> !it.getName().contains("/")).collect(toImmutableList());
    Optional<APIResource> same =
        resources.stream().filter(it -> type.kind().equals(it.getKind())).findFirst();
    if (same.isPresent()) {
      return ofKind(same.get());
    }
    List<String> kinds = resources.stream().map(APIResource::getKind).collect(toImmutableList());
    Optional<String> nearest = Nearest.of(type.kind(), kinds);
    if (type.isBuiltIn() || nearest.isPresent()) {
      return mistake(
          "%s has no such kind%s"
              .formatted(
                  type.apiVersion(),
                  nearest
                      .map(it -> "; did you mean " + shown(ImmutableList.of(it)) + "?")
                      .orElse("")));
    }
    return missing("The cluster has the API group %s, but not this kind.".formatted(type.group()));
  }

  private Finding ofKind(APIResource resource) {
    if (!resource.getName().equals(type.plural())) {
      return mistake(
          "its plural name is %s; set `plural`"
              .formatted(shown(ImmutableList.of(resource.getName()))));
    }
    if (inNamespace && !Boolean.TRUE.equals(resource.getNamespaced())) {
      return mistake("resources of this kind are in no namespace; leave `namespace` out");
    }
    return SERVED
        .unknown(Cause.UNREACHABLE)
        .subject(type.name())
        .seen("The API server says that it has this kind, and answers 404 for it.")
        .build();
  }

  private static String shown(List<String> names) {
    return UntrustedText.line(String.join(", ", names.subList(0, Math.min(10, names.size()))));
  }

  private Finding missing(String seen) {
    if (none) {
      return mistake("the cluster does not know it, so nothing can be said about its resources");
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

  private static <T> Optional<T> read(String path, Class<T> type, KubernetesClient client) {
    try {
      @Nullable String json = client.raw(path);
      return Optional.ofNullable(json)
          .map(it -> client.getKubernetesSerialization().unmarshal(it, type));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
