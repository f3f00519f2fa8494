package dev.referee.testkit.kubernetes;

/**
 * A request that an {@link EmbeddedKubernetes} received.
 *
 * <p>Immutable.
 *
 * @param verb the verb: {@code get}, {@code list}, {@code watch}, {@code create} and so on; for a
 *     path that is no resource, the HTTP method in lower case
 * @param group the API group; empty for the core group
 * @param resource the plural name of the resource with its subresource, such as {@code pods/log};
 *     empty for a path that is no resource
 * @param namespace the namespace; empty for all, and for what has none
 * @param name the name of the object; empty for a whole collection
 * @param path the path and the query of the URL
 * @param user the name of the user in Kubernetes; empty if the login failed or there was none
 * @param status the status of the answer; 0 if there was none
 */
public record ReceivedRequest(
    String verb,
    String group,
    String resource,
    String namespace,
    String name,
    String path,
    String user,
    int status) {}
