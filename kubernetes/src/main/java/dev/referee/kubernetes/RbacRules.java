package dev.referee.kubernetes;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Multimaps;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.Sets;
import dev.referee.Permissions;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The RBAC rules that checks need in a cluster, from their permissions. The texts are YAML, the
 * same for the same input, ready for {@code kubectl apply}.
 */
public final class RbacRules {
  private static final String PREFIX = ClusterApi.SERVICE + ":";

  private RbacRules() {}

  /**
   * Returns the permissions for Kubernetes, for example {@code kubernetes:list:pods}; empty if the
   * checks read no cluster.
   */
  public static Set<String> of(Permissions permissions) {
    return Sets.union(permissions.reads(), permissions.actives()).stream()
        .filter(action -> action.startsWith(PREFIX))
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  /**
   * Returns a ClusterRole with these rules, and its binding to a group.
   *
   * @param permissions the permissions of all checks
   * @param name the name of the role and of its binding, for example {@code referee}
   * @param group the group in the access entry, for example {@code referee}
   */
  public static String clusterRole(Permissions permissions, String name, String group) {
    StringBuilder yaml =
        new StringBuilder()
            .append("apiVersion: rbac.authorization.k8s.io/v1\n")
            .append("kind: ClusterRole\n")
            .append("metadata:\n  name: ")
            .append(name)
            .append("\nrules:\n");
    SetMultimap<String, String> paths = Multimaps.newSetMultimap(new TreeMap<>(), TreeSet::new);
    SetMultimap<Rule, String> resources = Multimaps.newSetMultimap(new TreeMap<>(), TreeSet::new);
    verbs(permissions)
        .forEach(
            (permission, allowed) -> {
              String list = String.join(", ", allowed);
              if (permission.isPath()) {
                paths.put(list, permission.ruleName());
              } else {
                resources.put(new Rule(permission.group(), list), permission.ruleName());
              }
            });
    resources
        .asMap()
        .forEach(
            (rule, names) ->
                yaml.append("- apiGroups: [\"%s\"]\n".formatted(rule.group()))
                    .append("  resources: [%s]\n".formatted(String.join(", ", names)))
                    .append("  verbs: [%s]\n".formatted(rule.verbs())));
    paths
        .asMap()
        .forEach(
            (list, names) ->
                yaml.append(
                        "- nonResourceURLs: [%s]\n"
                            .formatted(
                                names.stream()
                                    .map("\"%s\""::formatted)
                                    .collect(Collectors.joining(", "))))
                    .append("  verbs: [%s]\n".formatted(list)));
    return yaml.append("---\n")
        .append("apiVersion: rbac.authorization.k8s.io/v1\n")
        .append("kind: ClusterRoleBinding\n")
        .append("metadata:\n  name: ")
        .append(name)
        .append('\n')
        .append("roleRef:\n")
        .append("  apiGroup: rbac.authorization.k8s.io\n")
        .append("  kind: ClusterRole\n")
        .append("  name: ")
        .append(name)
        .append('\n')
        .append("subjects:\n")
        .append("- apiGroup: rbac.authorization.k8s.io\n")
        .append("  kind: Group\n")
        .append("  name: ")
        .append(group)
        .append('\n')
        .toString();
  }

  /** The group and the verbs of a rule. */
  private record Rule(String group, String verbs) implements Comparable<Rule> {
    private static final Comparator<Rule> ORDER =
        Comparator.comparing(Rule::group).thenComparing(Rule::verbs);

    @Override
    public int compareTo(Rule other) {
      return ORDER.compare(this, other);
    }
  }

  /** Returns the verbs for each resource or path; the permissions that are keys have none. */
  private static Map<RbacPermission, Set<String>> verbs(Permissions permissions) {
    Map<RbacPermission, Set<String>> verbs = new LinkedHashMap<>();
    for (String action : of(permissions)) {
      RbacPermission permission = RbacPermission.of(action);
      verbs
          .computeIfAbsent(
              new RbacPermission(
                  "", "", permission.group(), permission.resource(), permission.subresource()),
              key -> new TreeSet<>())
          .add(permission.verb());
    }
    return verbs;
  }
}
