package dev.referee.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.List;

/**
 * The kinds of resources that the mock server would serve if it were an API server: those of
 * Kubernetes, those with a CustomResourceDefinition, and those of which it has an object.
 * Thread-safe.
 */
record ServedKinds(AdminApiClient api) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final int SHORT = 2_000;

  private static boolean isCustom(String group) {
    return group.contains(".") && !group.endsWith(".k8s.io");
  }

  /** Returns whether an API server has a path of discovery; true for every other path. */
  boolean isDiscovered(String path) {
    List<String> parts = Splitter.on('/').omitEmptyStrings().splitToList(path);
    if (parts.size() < 2 || !parts.get(0).equals("apis") || !isCustom(parts.get(1))) {
      return true;
    }
    for (JsonNode definition : api.get(DEFINITIONS).body().path("items")) {
      if (definition.path("spec").path("group").asText().equals(parts.get(1))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether a list of the mock server, which has one of any name, is one that an API server
   * has, too.
   *
   * @param list the response
   */
  boolean isServed(ApiRequest request, byte[] list) throws IOException {
    return !isCustom(request.group())
        || list.length > SHORT
        || !JSON.readTree(list).path("items").isEmpty()
        || api.get(DEFINITIONS + "/" + request.resource() + "." + request.group()).isOk();
  }
}
