package dev.referee.kubernetes;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Multimaps;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.Sets;
import dev.referee.Permissions;
import java.util.Comparator;
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
    Map<String, Set<String>> verbs = verbs(of(permissions));
    verbs.forEach(
        (resource, allowed) -> {
          String list = String.join(", ", allowed);
          if (resource.startsWith("/")) {
            paths.put(list, resource);
          } else {
            resources.put(new Rule(group(resource), list), plural(resource));
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

  private static Map<String, Set<String>> verbs(Set<String> actions) {
    Map<String, Set<String>> verbs = new TreeMap<>();
    for (String action : actions) {
      int colon = action.indexOf(':', PREFIX.length());
      verbs
          .computeIfAbsent(action.substring(colon + 1), any -> new TreeSet<>())
          .add(action.substring(PREFIX.length(), colon));
    }
    return verbs;
  }

  /** {@code deployments.apps/scale} is {@code deployments/scale} of the group {@code apps}. */
  private static String plural(String resource) {
    int slash = resource.indexOf('/');
    String main = slash < 0 ? resource : resource.substring(0, slash);
    int dot = main.indexOf('.');
    return (dot < 0 ? main : main.substring(0, dot)) + (slash < 0 ? "" : resource.substring(slash));
  }

  private static String group(String resource) {
    int slash = resource.indexOf('/');
    String main = slash < 0 ? resource : resource.substring(0, slash);
    int dot = main.indexOf('.');
    return dot < 0 ? "" : main.substring(dot + 1);
  }
}
