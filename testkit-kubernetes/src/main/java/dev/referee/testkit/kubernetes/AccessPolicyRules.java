package dev.referee.testkit.kubernetes;

import com.google.common.base.Splitter;
import dev.referee.testkit.EmbeddedClusterAccess;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.eks.model.AccessScope;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;

/**
 * The rules of EKS's access policies for people. The policies that EKS has for its own components
 * allow nothing here.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html">
 *     Review access policy permissions</a>
 */
final class AccessPolicyRules {
  private static final Set<String> READ = Set.of("get", "list", "watch");
  private static final Set<String> WRITE =
      Set.of("create", "delete", "deletecollection", "patch", "update");

  private static final List<Rule> VIEW =
      List.of(
          rule(
              READ,
              "",
              "bindings configmaps endpoints events limitranges namespaces namespaces/status"
                  + " persistentvolumeclaims persistentvolumeclaims/status pods pods/log"
                  + " pods/status replicationcontrollers replicationcontrollers/scale"
                  + " replicationcontrollers/status resourcequotas resourcequotas/status"
                  + " serviceaccounts services services/status"),
          rule(
              READ,
              "apps",
              "controllerrevisions daemonsets daemonsets/status deployments deployments/scale"
                  + " deployments/status replicasets replicasets/scale replicasets/status"
                  + " statefulsets statefulsets/scale statefulsets/status"),
          rule(READ, "autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status"),
          rule(READ, "batch", "cronjobs cronjobs/status jobs jobs/status"),
          rule(READ, "discovery.k8s.io", "endpointslices"),
          rule(READ, "networking.k8s.io", "ingresses ingresses/status networkpolicies"),
          rule(READ, "policy", "poddisruptionbudgets poddisruptionbudgets/status"));

  private static final List<Rule> EDIT =
      List.of(
          rule(
              READ, "", "pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy"),
          rule(
              WRITE,
              "",
              "configmaps events persistentvolumeclaims pods pods/attach pods/exec"
                  + " pods/portforward pods/proxy replicationcontrollers"
                  + " replicationcontrollers/scale secrets serviceaccounts services"
                  + " services/proxy"),
          rule(Set.of("impersonate"), "", "serviceaccounts"),
          rule(
              WRITE,
              "apps",
              "daemonsets deployments deployments/rollback deployments/scale replicasets"
                  + " replicasets/scale statefulsets statefulsets/scale"),
          rule(WRITE, "autoscaling", "horizontalpodautoscalers"),
          rule(WRITE, "batch", "cronjobs jobs"),
          rule(WRITE, "networking.k8s.io", "ingresses networkpolicies"),
          rule(WRITE, "policy", "poddisruptionbudgets"));

  private static final List<Rule> ADMIN =
      List.of(
          rule(Set.of("create"), "authorization.k8s.io", "localsubjectaccessreviews"),
          rule(READ, "rbac.authorization.k8s.io", "rolebindings roles"),
          rule(WRITE, "rbac.authorization.k8s.io", "rolebindings roles"));

  private static final Rule ANYTHING = rule(Set.of("*"), "*", "*");

  private static final Map<String, List<Rule>> POLICIES =
      Map.of(
          "AmazonEKSViewPolicy", VIEW,
          "AmazonEKSEditPolicy", join(List.of(VIEW, EDIT)),
          "AmazonEKSAdminPolicy", join(List.of(VIEW, EDIT, ADMIN)),
          "AmazonEKSAdminViewPolicy", List.of(rule(READ, "*", "*")),
          "AmazonEKSClusterAdminPolicy", List.of(ANYTHING),
          "AmazonEKSSecretReaderPolicy", List.of(rule(READ, "", "secrets")));

  private AccessPolicyRules() {}

  /** A rule that allows verbs on resources of an API group. */
  private record Rule(Set<String> verbs, String group, Set<String> resources) {
    boolean allows(ApiRequest request) {
      if (!request.isResource()) {
        return equals(ANYTHING);
      }
      return (verbs.contains("*") || verbs.contains(request.verb()))
          && (group.equals("*") || group.equals(request.group()))
          && (resources.contains("*") || resources.contains(request.ruleName()));
    }
  }

  private static Rule rule(Set<String> verbs, String group, String resources) {
    return new Rule(verbs, group, Set.copyOf(Splitter.on(' ').splitToList(resources)));
  }

  private static List<Rule> join(List<List<Rule>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  /** Says whether one of an access entry's policies allows a request. */
  static boolean allow(EmbeddedClusterAccess.Entry entry, ApiRequest request) {
    return entry.policies().stream().anyMatch(policy -> allows(policy, request));
  }

  private static boolean allows(AssociatedAccessPolicy policy, ApiRequest request) {
    String arn = policy.policyArn();
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    return covers(policy.accessScope(), request.namespace())
        && POLICIES.getOrDefault(name, List.of()).stream().anyMatch(it -> it.allows(request));
  }

  private static boolean covers(AccessScope scope, String namespace) {
    return scope.type() == AccessScopeType.CLUSTER
        || (!namespace.isEmpty()
            && scope.namespaces().stream().anyMatch(it -> matches(it, namespace)));
  }

  /** A namespace of a scope may end in a star. */
  private static boolean matches(String pattern, String namespace) {
    return pattern.endsWith("*")
        ? namespace.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(namespace);
  }
}
