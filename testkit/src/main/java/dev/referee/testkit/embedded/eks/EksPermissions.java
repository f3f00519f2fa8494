package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The permissions of EKS. What belongs to a cluster is created and listed by permission for the
 * cluster.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html">Actions,
 *     resources, and condition keys for Amazon Elastic Kubernetes Service</a>
 */
final class EksPermissions implements ServicePermissions {
  private static final Set<String> ABOUT_NO_RESOURCE =
      Set.of(
          "ListClusters", "ListAccessPolicies", "DescribeAddonVersions", "DescribeClusterVersions");

  @Override
  public boolean lists(String operation) {
    return ABOUT_NO_RESOURCE.contains(operation);
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    String arn = request.text("resourceArn");
    if (arn != null) {
      return Set.of(arn);
    }
    String name = request.text(request.text("clusterName") == null ? "name" : "clusterName");
    String cluster = request.regional() + "cluster/" + name;
    if (name == null || request.operation().matches("(Create|List|DescribeUpdate).*")) {
      return Set.of(cluster);
    }
    return Set.of(EksArns.of(request, name, cluster));
  }

  @Override
  public List<NeededPermission> passedRoles(AuthorizedRequest request) {
    String service =
        request.operation().contains("PodIdentity")
            ? "pods.eks.amazonaws.com"
            : "eks.amazonaws.com";
    return Stream.of("roleArn", "nodeRole", "serviceAccountRoleArn", "podExecutionRoleArn")
        .map(request::text)
        .filter(role -> role != null)
        .map(role -> NeededPermission.passing(role, service))
        .toList();
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    return Eks.of(call).tags.tags(arn);
  }
}
