package dev.referee.testkit.kubernetes;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.net.URI;
import java.util.List;

/**
 * A request to a Kubernetes API, as its authorizers see it.
 *
 * @param verb the verb: {@code get}, {@code list}, {@code watch}, {@code create} and so on; for a
 *     path that is no resource, the HTTP method in lower case
 * @param group the API group; empty for the core group
 * @param resource the plural name of the resource; empty for a path that is no resource
 * @param subresource such as {@code status}; empty if there is none
 * @param namespace the namespace; empty for all, and for what has none
 * @param name the name of the object; empty for a whole collection
 * @param path the path of the URL
 */
record ApiRequest(
    String verb,
    String group,
    String resource,
    String subresource,
    String namespace,
    String name,
    String path) {
  private static final Splitter SEGMENTS = Splitter.on('/').omitEmptyStrings();
  private static final int NAME = 1;
  private static final int SUBRESOURCE = 2;

  static ApiRequest of(String method, URI uri) {
    List<String> path = SEGMENTS.splitToList(uri.getPath());
    int prefix = path.isEmpty() ? 0 : path.get(0).equals("api") ? 2 : 3;
    boolean isApi = !path.isEmpty() && (path.get(0).equals("api") || path.get(0).equals("apis"));
    if (!isApi || path.size() <= prefix) {
      return new ApiRequest(lower(method), "", "", "", "", "", uri.getPath());
    }
    String group = prefix == 2 ? "" : path.get(1);
    List<String> rest = path.subList(prefix, path.size());
    String namespace = "";
    if (rest.get(0).equals("namespaces") && rest.size() > 1) {
      namespace = rest.get(1);
      boolean ofNamespace =
          rest.size() == 2 || rest.get(2).equals("status") || rest.get(2).equals("finalize");
      rest = ofNamespace ? rest : rest.subList(2, rest.size());
    }
    String name = at(rest, NAME);
    String query = uri.getQuery() == null ? "" : uri.getQuery();
    boolean watches = List.of("watch=true", "watch=1").stream().anyMatch(query::contains);
    return new ApiRequest(
        verb(method, name, watches),
        group,
        rest.get(0),
        at(rest, SUBRESOURCE),
        namespace,
        name,
        uri.getPath());
  }

  private static String at(List<String> segments, int index) {
    return segments.size() > index ? segments.get(index) : "";
  }

  private static String lower(String method) {
    return Ascii.toLowerCase(method);
  }

  private static String verb(String method, String name, boolean watches) {
    return switch (method) {
      case "GET", "HEAD" -> watches ? "watch" : name.isEmpty() ? "list" : "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
      default -> lower(method);
    };
  }

  boolean isResource() {
    return !resource.isEmpty();
  }

  /** Returns the resource with its subresource, as rules name it. */
  String ruleName() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }

  /** Returns the message of Kubernetes for somebody who may not do this. */
  String forbidden(String user) {
    if (!isResource()) {
      return "forbidden: User \"%s\" cannot %s path \"%s\"".formatted(user, verb, path);
    }
    String qualified = group.isEmpty() ? resource : resource + "." + group;
    String object = name.isEmpty() ? "" : " \"" + name + "\"";
    String where =
        namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
    return "%s%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
        .formatted(qualified, object, user, verb, ruleName(), group, where);
  }
}
