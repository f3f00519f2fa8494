package dev.referee.kubernetes;

/**
 * A permission in a cluster, as RBAC sees it.
 *
 * @param action as checks declare it, for example {@code kubernetes:get:deployments.apps/scale}
 * @param verb the verb
 * @param group the API group; empty for the core group
 * @param resource the plural of the resource, or a path
 * @param subresource the subresource; empty if there is none
 */
record RbacPermission(
    String action, String verb, String group, String resource, String subresource) {
  private static final String PREFIX = ClusterApi.SERVICE + ":";

  /** Reads {@code kubernetes:VERB:RESOURCE.GROUP/SUBRESOURCE} or {@code kubernetes:VERB:/PATH}. */
  static RbacPermission of(String action) {
    int colon = action.indexOf(':', PREFIX.length());
    String verb = action.substring(PREFIX.length(), colon);
    String permission = action.substring(colon + 1);
    if (permission.startsWith("/")) {
      return new RbacPermission(action, verb, "", permission, "");
    }
    int slash = permission.indexOf('/');
    String main = slash < 0 ? permission : permission.substring(0, slash);
    int dot = main.indexOf('.');
    return new RbacPermission(
        action,
        verb,
        dot < 0 ? "" : main.substring(dot + 1),
        dot < 0 ? main : main.substring(0, dot),
        slash < 0 ? "" : permission.substring(slash + 1));
  }

  boolean isPath() {
    return resource.startsWith("/");
  }

  /** Returns the resource as rules name it: {@code deployments/scale}. */
  String ruleName() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
