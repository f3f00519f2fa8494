package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Permissions;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The groups and users that RBAC binds to ClusterRoles.
 *
 * @param bound each binding of a group or a user
 */
record ClusterAccessBindings(ImmutableList<Bound> bound) {
  static final Permissions READS =
      Permissions.ofReads(
          "kubernetes:list:clusterrolebindings.rbac.authorization.k8s.io",
          "kubernetes:list:clusterroles.rbac.authorization.k8s.io",
          "kubernetes:list:rolebindings.rbac.authorization.k8s.io");

  private static final Set<String> VIEWING = Set.of("view", "edit", "admin", "cluster-admin");
  private static final Set<String> EVERYBODY =
      Set.of("system:authenticated", "system:unauthenticated", "system:anonymous");

  /**
   * A group or user, bound to a ClusterRole.
   *
   * @param kind {@code Group} or {@code User}
   * @param where the kind and the name of the binding, with its namespace
   * @param namespace the namespace of a RoleBinding; empty for a ClusterRoleBinding
   * @param administers whether the role allows everything
   * @param views whether the role allows reading pods, at least
   */
  record Bound(
      String kind,
      String name,
      String where,
      String namespace,
      boolean administers,
      boolean views) {
    boolean isEverybody() {
      return EVERYBODY.contains(name);
    }

    boolean isOf(String username, List<String> groups) {
      return kind.equals("Group") ? groups.contains(name) : name.equals(username);
    }
  }

  static ClusterAccessBindings read(KubernetesClient client) {
    List<ClusterRole> roles = Pages.all(client.rbac().clusterRoles());
    ImmutableSet<String> all = names(roles, ClusterAccessBindings::allowsEverything);
    ImmutableSet<String> viewing = names(roles, ClusterAccessBindings::allowsPods);
    ImmutableList.Builder<Bound> bound = ImmutableList.builder();
    Pages.all(client.rbac().clusterRoleBindings())
        .forEach(
            binding ->
                add(
                    bound,
                    binding.getSubjects(),
                    binding.getRoleRef(),
                    "ClusterRoleBinding " + binding.getMetadata().getName(),
                    "",
                    all,
                    viewing));
    Pages.all(client.rbac().roleBindings().inAnyNamespace())
        .forEach(
            binding ->
                add(
                    bound,
                    binding.getSubjects(),
                    binding.getRoleRef(),
                    "RoleBinding %s in %s"
                        .formatted(
                            binding.getMetadata().getName(), binding.getMetadata().getNamespace()),
                    binding.getMetadata().getNamespace(),
                    all,
                    viewing));
    return new ClusterAccessBindings(bound.build());
  }

  private static void add(
      ImmutableList.Builder<Bound> bound,
      List<Subject> subjects,
      RoleRef role,
      String where,
      String namespace,
      Set<String> all,
      Set<String> viewing) {
    boolean isClusterRole = "ClusterRole".equals(role.getKind());
    String name = role.getName();
    boolean administers = isClusterRole && (name.equals("cluster-admin") || all.contains(name));
    boolean views =
        administers || (isClusterRole && (VIEWING.contains(name) || viewing.contains(name)));
    subjects.stream()
        .filter(subject -> !"ServiceAccount".equals(subject.getKind()))
        .forEach(
            subject ->
                bound.add(
                    new Bound(
                        subject.getKind(),
                        subject.getName(),
                        where,
                        namespace,
                        administers,
                        views)));
  }

  private static ImmutableSet<String> names(
      List<ClusterRole> roles, Predicate<PolicyRule> matches) {
    return roles.stream()
        .filter(role -> role.getRules() != null && role.getRules().stream().anyMatch(matches))
        .map(role -> role.getMetadata().getName())
        .collect(ImmutableSet.toImmutableSet());
  }

  private static boolean allowsEverything(PolicyRule rule) {
    return rule.getApiGroups().contains("*")
        && rule.getResources().contains("*")
        && rule.getVerbs().contains("*");
  }

  private static boolean allowsPods(PolicyRule rule) {
    return (rule.getApiGroups().contains("") || rule.getApiGroups().contains("*"))
        && (rule.getResources().contains("pods") || rule.getResources().contains("*"))
        && (rule.getVerbs().contains("list") || rule.getVerbs().contains("*"));
  }
}
