package dev.referee.eks;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import dev.referee.Permissions;
import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;
import java.util.Set;

/**
 * A type of Kubernetes resources. Its name in paths and permissions is known without asking the
 * cluster, because permissions are declared before anything is read.
 *
 * @param group the API group; empty for the core group
 * @param version the version of the group
 * @param kind the kind
 * @param plural the name in paths
 */
record ResourceType(String group, String version, String kind, String plural) {
  /** The groups with dots that are part of Kubernetes; all others are installed by somebody. */
  private static final Set<String> BUILT_IN =
      ImmutableSet.of(
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "apiregistration.k8s.io",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "certificates.k8s.io",
          "coordination.k8s.io",
          "discovery.k8s.io",
          "events.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "networking.k8s.io",
          "node.k8s.io",
          "rbac.authorization.k8s.io",
          "resource.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io");

  /**
   * Returns a type.
   *
   * @param apiVersion the group and the version, or the version of the core group
   * @param plural the name in paths; by default the plural of the kind
   */
  static ResourceType of(String apiVersion, String kind, Optional<String> plural) {
    int slash = apiVersion.indexOf('/');
    return new ResourceType(
        apiVersion.substring(0, Math.max(0, slash)),
        apiVersion.substring(slash + 1),
        kind,
        plural.orElseGet(() -> Pluralize.toPlural(Ascii.toLowerCase(kind))));
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Returns its name in permissions and in commands, for example {@code deployments.apps}. */
  String name() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Returns whether the group is part of every cluster. */
  boolean isBuiltIn() {
    return !group.contains(".") || BUILT_IN.contains(group);
  }

  /** Returns whether these are Secrets, under whatever name. */
  boolean isOfSecrets() {
    return group.isEmpty()
        && (plural.equals("secrets") || Ascii.toLowerCase(kind).equals("secret"));
  }

  /** Returns the path that lists the versions of the group. */
  String groupPath() {
    return group.isEmpty() ? "/api" : "/apis/" + group;
  }

  /** Returns the path that lists the types of the group in this version. */
  String versionPath() {
    return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion();
  }

  Permissions reads() {
    return Permissions.ofReads(
        "kubernetes:list:" + name(),
        "kubernetes:get:" + groupPath(),
        "kubernetes:get:" + versionPath());
  }

  ResourceDefinitionContext definition() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withPlural(plural)
        .withKind(kind)
        .withNamespaced(true)
        .build();
  }

  @Override
  public String toString() {
    return kind + " (" + apiVersion() + ")";
  }
}
