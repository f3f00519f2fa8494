package dev.referee.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The resources of a control plane: where objects of a kind are. For one thread at a time. */
final class ResourceDiscovery {
  private final AdminApiClient api;
  private final Map<String, Resource> known = new HashMap<>();

  ResourceDiscovery(AdminApiClient api) {
    this.api = api;
  }

  /**
   * A resource.
   *
   * @param plural its name in paths
   * @param namespaced whether its objects are in namespaces
   * @param hasStatus whether the status has a path of its own
   */
  record Resource(String apiVersion, String plural, boolean namespaced, boolean hasStatus) {
    String collection(String namespace) {
      String prefix = apiVersion.contains("/") ? "/apis/" : "/api/";
      return prefix + apiVersion + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
    }
  }

  void forget() {
    known.clear();
  }

  /** Returns the resource of an object. */
  Resource of(JsonNode object) {
    String apiVersion = object.path("apiVersion").asText();
    String kind = object.path("kind").asText();
    Resource found = known.get(apiVersion + "/" + kind);
    if (found == null) {
      found = api.plane().isReal() ? discovered(apiVersion, kind) : modelled(object);
      if (found == null) {
        throw new IllegalArgumentException(
            "The control plane does not serve " + apiVersion + " " + kind);
      }
      known.put(apiVersion + "/" + kind, found);
    }
    return found;
  }

  /** Lets the objects of a definition be known, as the mock server tells nobody. */
  void define(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    for (JsonNode version : spec.path("versions")) {
      String apiVersion = spec.path("group").asText() + "/" + version.path("name").asText();
      known.put(
          apiVersion + "/" + spec.path("names").path("kind").asText(),
          new Resource(
              apiVersion,
              spec.path("names").path("plural").asText(),
              spec.path("scope").asText().equals("Namespaced"),
              version.path("subresources").has("status")));
    }
  }

  private @Nullable Resource discovered(String apiVersion, String kind) {
    String path = (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    Resource found = null;
    boolean status = false;
    for (JsonNode one : api.get(path).body().path("resources")) {
      String name = one.path("name").asText();
      if (one.path("kind").asText().equals(kind) && !name.contains("/")) {
        found = new Resource(apiVersion, name, one.path("namespaced").asBoolean(), false);
      }
      status |= found != null && name.equals(found.plural() + "/status");
    }
    return found == null
        ? null
        : new Resource(apiVersion, found.plural(), found.namespaced(), status);
  }

  private Resource modelled(JsonNode object) {
    KubernetesSerialization model = api.plane().client().getKubernetesSerialization();
    HasMetadata typed = model.unmarshal(object.toString());
    boolean generic = typed.getClass().getSimpleName().equals("GenericKubernetesResource");
    return new Resource(
        object.path("apiVersion").asText(),
        generic
            ? Ascii.toLowerCase(object.path("kind").asText()) + "s"
            : HasMetadata.getPlural(typed.getClass()),
        generic ? object.path("metadata").has("namespace") : typed instanceof Namespaced,
        object.has("status"));
  }
}
