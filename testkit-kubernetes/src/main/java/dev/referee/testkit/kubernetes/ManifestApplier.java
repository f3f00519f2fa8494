package dev.referee.testkit.kubernetes;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.common.collect.ImmutableList;
import dev.referee.testkit.kubernetes.AdminApiClient.Answer;
import dev.referee.testkit.kubernetes.ResourceDiscovery.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts objects into a control plane, and takes them out. For one thread at a time. */
final class ManifestApplier {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String DEFINITION = "CustomResourceDefinition";
  private static final int CONFLICT = 409;
  private static final int INVALID = 422;
  private static final int NOT_FOUND = 404;
  private static final int SERVED_WITHIN = 5_000;
  private static final int REWRITTEN = 20;
  private static final JsonPointer EPHEMERAL = JsonPointer.compile("/spec/ephemeralContainers");

  private final ControlPlane plane;
  private final AdminApiClient api;
  private final ResourceDiscovery resources;
  private final Set<String> namespaces = new HashSet<>();

  ManifestApplier(ControlPlane plane) {
    this.plane = plane;
    this.api = new AdminApiClient(plane);
    this.resources = new ResourceDiscovery(api);
  }

  /** Forgets what was written. */
  void forget() {
    namespaces.clear();
    resources.forget();
  }

  /** Waits for definitions together: a server has several ready as soon as one. */
  void apply(String yaml) {
    List<ObjectNode> defined = new ArrayList<>();
    for (ObjectNode object : parse(yaml)) {
      if (isDefinition(object)) {
        defined.add(object);
      } else {
        defined.forEach(this::awaitServed);
        defined.clear();
      }
      apply(object);
    }
    defined.forEach(this::awaitServed);
  }

  void delete(String yaml) {
    parse(yaml).reverse().forEach(this::delete);
  }

  private static ImmutableList<ObjectNode> parse(String yaml) {
    ImmutableList.Builder<ObjectNode> objects = ImmutableList.builder();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        add(documents.next(), objects);
      }
      return objects.build();
    } catch (IOException malformed) {
      throw new UncheckedIOException("This is no YAML of Kubernetes objects", malformed);
    }
  }

  private static void add(JsonNode document, ImmutableList.Builder<ObjectNode> objects) {
    if (document.path("kind").asText().endsWith("List") && document.has("items")) {
      document.path("items").forEach(item -> add(item, objects));
    } else if (document instanceof ObjectNode object) {
      objects.add(object);
    }
  }

  private static boolean isNamespace(JsonNode object) {
    return object.path("kind").asText().equals("Namespace")
        && object.path("apiVersion").asText().equals("v1");
  }

  private static boolean isDefinition(JsonNode object) {
    return object.path("kind").asText().equals(DEFINITION);
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static String namespace(JsonNode object) {
    return object.path("metadata").path("namespace").asText("default");
  }

  private void apply(ObjectNode object) {
    Resource resource = resources.of(object);
    String namespace = namespace(object);
    if (resource.namespaced()) {
      ensureNamespace(namespace);
    }
    String collection = resource.collection(namespace);
    String path = collection + "/" + name(object);
    JsonNode written = put(object, collection, path);
    if (isNamespace(object)) {
      addServiceAccount(name(object));
    }
    if (plane.isReal() && object.at(EPHEMERAL).size() > 0) {
      written = putSubresource(object, path, "/ephemeralcontainers", written);
    }
    if (object.has("status") && resource.hasStatus()) {
      written = putSubresource(object, path, "/status", written);
    }
    plane.setHistory(object, written);
    if (isDefinition(object)) {
      resources.define(object);
    }
  }

  /** Replaces a part of an object that has a path of its own, also if a controller wrote it. */
  private JsonNode putSubresource(ObjectNode object, String path, String part, JsonNode written) {
    ObjectNode whole = object.deepCopy();
    version(whole, written);
    Answer replaced = api.send("PUT", path + part, whole);
    for (int attempt = 0; attempt < REWRITTEN && replaced.status() == CONFLICT; attempt++) {
      version(whole, check("GET", path, api.get(path)));
      replaced = api.send("PUT", path + part, whole);
    }
    return check("PUT", path + part, replaced);
  }

  /** Creates or replaces an object; one that cannot be changed so is made anew. */
  private JsonNode put(ObjectNode manifest, String collection, String path) {
    ObjectNode object = startable(manifest);
    Answer created = api.send("POST", collection + strictly(), object);
    if (created.status() != CONFLICT) {
      return check("POST", path, created);
    }
    ObjectNode next = object.deepCopy();
    version(next, check("GET", path, api.get(path)));
    Answer replaced = api.send("PUT", path + strictly(), next);
    if (replaced.status() != INVALID) {
      return check("PUT", path, replaced);
    }
    remove(path);
    return check("POST", path, api.send("POST", collection + strictly(), object));
  }

  /** Returns the object without the containers that are added to a pod when it runs. */
  private ObjectNode startable(ObjectNode manifest) {
    ObjectNode object = manifest.deepCopy();
    if (plane.isReal() && object.path("spec") instanceof ObjectNode spec) {
      spec.remove(EPHEMERAL.last().getMatchingProperty());
    }
    return object;
  }

  /** Returns the query by which a real server refuses a field that it does not know. */
  private String strictly() {
    return plane.isReal() ? "?fieldValidation=Strict" : "";
  }

  private static void version(ObjectNode object, JsonNode current) {
    String version = current.path("metadata").path("resourceVersion").asText();
    object.withObjectProperty("metadata").put("resourceVersion", version);
  }

  private static JsonNode check(String method, String path, Answer answer) {
    if (!answer.isOk()) {
      throw new IllegalStateException(
          "%s %s: %d %s"
              .formatted(method, path, answer.status(), answer.body().path("message").asText()));
    }
    return answer.body();
  }

  private void ensureNamespace(String name) {
    String path = "/api/v1/namespaces";
    if (!namespaces.add(name)) {
      return;
    }
    if (api.get(path + "/" + name).isOk()) {
      addServiceAccount(name);
    } else {
      apply(
          YAML.createObjectNode()
              .put("apiVersion", "v1")
              .put("kind", "Namespace")
              .set("metadata", YAML.createObjectNode().put("name", name)));
    }
  }

  /** Adds the service account of pods that name none, where no controller does. */
  private void addServiceAccount(String namespace) {
    namespaces.add(namespace);
    if (plane.isLite()) {
      ObjectNode account =
          YAML.createObjectNode().put("apiVersion", "v1").put("kind", "ServiceAccount");
      account.putObject("metadata").put("name", "default").put("namespace", namespace);
      api.send("POST", "/api/v1/namespaces/" + namespace + "/serviceaccounts", account);
    }
  }

  /** Waits until the objects of a definition can be listed. */
  private void awaitServed(JsonNode definition) {
    if (!plane.isReal()) {
      return;
    }
    JsonNode spec = definition.path("spec");
    List<String> paths =
        spec.path("versions").findValuesAsText("name").stream()
            .map(
                version ->
                    "/apis/%s/%s/%s?limit=1"
                        .formatted(
                            spec.path("group").asText(),
                            version,
                            spec.path("names").path("plural").asText()))
            .toList();
    for (int attempt = 0; attempt < SERVED_WITHIN; attempt++) {
      if (api.get(paths.get(0)).isOk()) {
        return;
      }
    }
    throw new IllegalStateException(paths.get(0) + " is not served");
  }

  private void delete(ObjectNode object) {
    Resource resource = resources.of(object);
    remove(resource.collection(namespace(object)) + "/" + name(object));
    if (isNamespace(object)) {
      namespaces.remove(name(object));
      plane.removeNamespace(name(object));
    }
  }

  private void remove(String path) {
    Answer removed = api.send("DELETE", path + "?gracePeriodSeconds=0", null);
    if (removed.status() != NOT_FOUND) {
      check("DELETE", path, removed);
    }
  }
}
