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
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb">Request
 *     verbs</a>
 */
record KubernetesRequest(String verb, String resource) {
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

  /** The subresources of a namespace; anything else behind its name is a resource in it. */
  private static final Set<String> OF_NAMESPACE = Set.of("status", "finalize");

  static KubernetesRequest of(SdkHttpRequest request) {
    String path = request.encodedPath();
    List<String> parts = Splitter.on('/').omitEmptyStrings().splitToList(path);
    boolean core = parts.size() > 2 && parts.get(0).equals("api");
    boolean grouped = parts.size() > 3 && parts.get(0).equals("apis");
    if (!core && !grouped) {
      return new KubernetesRequest(verb(request, true), path);
    }
    List<String> rest = withoutNamespace(parts.subList(core ? 2 : 3, parts.size()));
    String group = core ? "" : "." + parts.get(1);
    String sub = rest.size() > 2 ? "/" + String.join("/", rest.subList(2, rest.size())) : "";
    return new KubernetesRequest(verb(request, rest.size() > 1), rest.get(0) + group + sub);
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

  /** Returns its name in permissions, without the service: {@code list:deployments.apps}. */
  String operation() {
    return verb + ":" + resource;
  }
}
