package dev.referee.kubernetes;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The verb and the resource of a request, as the API server derives them for RBAC.
 *
 * @param verb the verb, for example {@code list}
 * @param resource the resource as kubectl writes it, for example {@code deployments.apps} or {@code
 *     pods/eviction}; the path if it is not a resource
 * @param dryRun whether it asks for a dry run of all stages
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb">Request
 *     verbs</a>
 */
record KubernetesRequest(String verb, String resource, boolean dryRun) {
  private static final Map<SdkHttpMethod, String> VERBS =
      Map.of(
          SdkHttpMethod.POST,
          "create",
          SdkHttpMethod.PUT,
          "update",
          SdkHttpMethod.PATCH,
          "patch",
          SdkHttpMethod.DELETE,
          "delete");

  /**
   * What may be created by dry run. Not everything: subresources that connect, such as {@code
   * pods/exec} and {@code services/proxy}, and the servers of aggregated APIs may ignore it.
   */
  private static final Set<String> DRY_RUNS = Set.of("pods", "pods/eviction");

  /** The subresources of a namespace; anything else behind its name is a resource in it. */
  private static final Set<String> OF_NAMESPACE = Set.of("status", "finalize");

  static KubernetesRequest of(SdkHttpRequest request) {
    String path = request.encodedPath();
    List<String> parts = Splitter.on('/').omitEmptyStrings().splitToList(path);
    boolean core = parts.size() > 2 && parts.get(0).equals("api");
    boolean grouped = parts.size() > 3 && parts.get(0).equals("apis");
    if (!core && !grouped) {
      return new KubernetesRequest(verb(request, true), path, false);
    }
    List<String> rest = withoutNamespace(parts.subList(core ? 2 : 3, parts.size()));
    String group = core ? "" : "." + parts.get(1);
    String sub = rest.size() > 2 ? "/" + String.join("/", rest.subList(2, rest.size())) : "";
    // What is created has its name in the body.
    boolean named = rest.size() == 2;
    return new KubernetesRequest(
        verb(request, rest.size() > 1), rest.get(0) + group + sub, !named && isDryRun(request));
  }

  private static boolean isDryRun(SdkHttpRequest request) {
    List<String> values = request.rawQueryParameters().getOrDefault("dryRun", List.of());
    return !values.isEmpty() && values.stream().allMatch("All"::equals);
  }

  private static List<String> withoutNamespace(List<String> rest) {
    return rest.size() > 2
            && rest.get(0).equals("namespaces")
            && !OF_NAMESPACE.contains(rest.get(2))
        ? rest.subList(2, rest.size())
        : rest;
  }

  private static String verb(SdkHttpRequest request, boolean named) {
    String changing = VERBS.get(request.method());
    if (changing != null) {
      return changing;
    }
    if (request.firstMatchingRawQueryParameter("watch").filter("true"::equals).isPresent()) {
      return "watch";
    }
    return named ? "get" : "list";
  }

  /** Returns whether it is of Secrets, with or without a subresource. */
  boolean isOfSecrets() {
    return resource.equals("secrets") || resource.startsWith("secrets/");
  }

  /** Returns whether it leaves the cluster as it is: it reads, or is a dry run that is allowed. */
  boolean changesNothing() {
    return KubernetesReadingRule.reads(verb, resource) || isAllowedDryRun();
  }

  private boolean isAllowedDryRun() {
    return dryRun && verb.equals("create") && DRY_RUNS.contains(resource);
  }

  /** Returns its name in permissions, without the service: {@code list:deployments.apps}. */
  String operation() {
    return verb + ":" + resource;
  }
}
