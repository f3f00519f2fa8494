package dev.referee.eks;

import com.google.common.base.Strings;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.aws.AwsLookups;
import dev.referee.resources.RolePolicies;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The role of the node that a pod runs on, which pods without a role of their own fall back to. It
 * explains why such a workload may seem to work.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html">Restrict
 *     access to the instance profile assigned to the worker node</a>
 */
final class WorkloadIdentityNodeRole {
  static final Permissions READS =
      Permissions.ofReads(
          "ec2:DescribeInstances", "iam:GetInstanceProfile", "kubernetes:get:nodes");

  private static final Pattern PROVIDER_ID = Pattern.compile("aws:///[^/]*/(i-[0-9a-f]+)");

  private final ActiveCluster cluster;
  private final WorkloadIdentityPermissions permissions;

  WorkloadIdentityNodeRole(ActiveCluster cluster, WorkloadIdentityPermissions permissions) {
    this.cluster = cluster;
    this.permissions = permissions;
  }

  /** Adds what the node's role does for a pod; nothing if that cannot be seen. */
  void explain(Finding.Builder finding, Pod pod) {
    try {
      String node = Strings.nullToEmpty(pod.getSpec().getNodeName());
      if (!node.isEmpty()) {
        instance(cluster, node).ifPresent(found -> explain(finding, found, pod));
      }
    } catch (Inconclusive unseen) {
      // The finding stands without this explanation.
      finding.organiserFact("node's role", Strings.nullToEmpty(unseen.getMessage()));
    }
  }

  /** Returns the role of a node; empty if the node is no EC2 instance, or has no role. */
  static Optional<Role> of(ActiveCluster cluster, String nodeName) {
    return instance(cluster, nodeName).flatMap(instance -> role(cluster, instance));
  }

  private static Optional<Instance> instance(ActiveCluster cluster, String nodeName) {
    Node node = cluster.kubernetes().nodes().withName(nodeName).get();
    if (node == null || node.getSpec() == null) {
      return Optional.empty();
    }
    Matcher id = PROVIDER_ID.matcher(Strings.nullToEmpty(node.getSpec().getProviderID()));
    if (!id.matches()) {
      return Optional.empty();
    }
    return AwsLookups.foundOrInconclusive(
            () ->
                cluster
                    .account()
                    .client(Ec2Client::builder)
                    .describeInstances(request -> request.instanceIds(id.group(1))))
        .flatMap(
            answer ->
                answer.reservations().stream()
                    .flatMap(reservation -> reservation.instances().stream())
                    .findFirst());
  }

  private void explain(Finding.Builder finding, Instance instance, Pod pod) {
    int hops =
        instance.metadataOptions() == null
                || instance.metadataOptions().httpPutResponseHopLimit() == null
            ? 1
            : instance.metadataOptions().httpPutResponseHopLimit();
    boolean reached = hops > 1 || Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    role(cluster, instance)
        .ifPresent(
            role -> {
              boolean would =
                  permissions.allAllowed(
                      new RolePolicies(cluster.account().client(IamClient::builder))
                          .access(role)
                          .build());
              finding.fact(
                  "node's role",
                  role.roleName()
                      + (would ? " may do what is asked" : " may not do what is asked")
                      + (reached
                          ? ", and pods reach it (hop limit %d)".formatted(hops)
                          : ", and pods do not reach it (hop limit %d)".formatted(hops))
                      + (would && reached
                          ? ": it works, but for every pod of the node, so it is not the fix"
                          : ""));
            });
  }

  private static Optional<Role> role(ActiveCluster cluster, Instance instance) {
    if (instance.iamInstanceProfile() == null) {
      return Optional.empty();
    }
    String arn = Strings.nullToEmpty(instance.iamInstanceProfile().arn());
    IamClient iam = cluster.account().client(IamClient::builder);
    return AwsLookups.foundOrInconclusive(
            () ->
                iam.getInstanceProfile(
                        request ->
                            request.instanceProfileName(arn.substring(arn.lastIndexOf('/') + 1)))
                    .instanceProfile())
        .flatMap(profile -> profile.roles().stream().findFirst())
        .flatMap(role -> new RolePolicies(iam).role(role.roleName()));
  }
}
