package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AccessPolicy;
import software.amazon.awssdk.services.eks.model.AccessScope;
import software.amazon.awssdk.services.eks.model.AccessScopeType;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyResponse;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.DisassociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.DisassociateAccessPolicyResponse;
import software.amazon.awssdk.services.eks.model.ListAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessPoliciesResponse;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesResponse;

/**
 * An emulation of access policies, which give the principals of access entries permissions in
 * Kubernetes.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html">
 *     Review access policy permissions</a>
 */
final class AccessPolicies {
  static final String CLUSTER_ADMIN = arn("AmazonEKSClusterAdminPolicy");

  private static final List<String> NAMES =
      List.of(
          "AmazonEKSAdminPolicy",
          "AmazonEKSAdminViewPolicy",
          "AmazonEKSAutoNodePolicy",
          "AmazonEKSBlockStorageClusterPolicy",
          "AmazonEKSBlockStoragePolicy",
          "AmazonEKSClusterAdminPolicy",
          "AmazonEKSClusterInsightsPolicy",
          "AmazonEKSComputeClusterPolicy",
          "AmazonEKSComputePolicy",
          "AmazonEKSEditPolicy",
          "AmazonEKSHybridPolicy",
          "AmazonEKSLoadBalancingClusterPolicy",
          "AmazonEKSLoadBalancingPolicy",
          "AmazonEKSNetworkingClusterPolicy",
          "AmazonEKSNetworkingPolicy",
          "AmazonEKSSecretReaderPolicy",
          "AmazonEKSViewPolicy");

  private final AccessEntries entries;

  AccessPolicies(AccessEntries entries) {
    this.entries = entries;
  }

  private static String arn(String name) {
    return "arn:aws:eks::aws:cluster-access-policy/" + name;
  }

  ListAccessPoliciesResponse list(ListAccessPoliciesRequest request, Call call) {
    Page<String> page = EksPages.of(NAMES, request.maxResults(), request.nextToken(), call);
    return ListAccessPoliciesResponse.builder()
        .accessPolicies(
            page.items().stream()
                .map(name -> AccessPolicy.builder().name(name).arn(arn(name)).build())
                .toList())
        .nextToken(page.next())
        .build();
  }

  AssociateAccessPolicyResponse associate(AssociateAccessPolicyRequest request, Call call) {
    AccessEntries.Entry entry = entries.get(request.clusterName(), request.principalArn());
    if (!entry.shown().type().equals(AccessEntries.STANDARD)
        && !entry.shown().type().equals(AccessEntries.EC2)) {
      throw EksErrors.invalidRequest(
          "Access policies cannot be associated with an access entry of type "
              + entry.shown().type());
    }
    String policy = request.policyArn();
    if (NAMES.stream().map(AccessPolicies::arn).noneMatch(policy::equals)) {
      throw EksErrors.notFound(
          "The specified policyArn could not be found. You can view the available policies with"
              + " 'list-access-policies'.");
    }
    check(request.accessScope());
    AssociatedAccessPolicy before = entry.policies().get(policy);
    AssociatedAccessPolicy now =
        AssociatedAccessPolicy.builder()
            .policyArn(policy)
            .accessScope(request.accessScope())
            .associatedAt(before == null ? call.now() : before.associatedAt())
            .modifiedAt(call.now())
            .build();
    entry.policies().put(policy, now);
    return AssociateAccessPolicyResponse.builder()
        .clusterName(request.clusterName())
        .principalArn(request.principalArn())
        .associatedAccessPolicy(now)
        .build();
  }

  private static void check(AccessScope scope) {
    boolean ofNamespaces = scope.type() == AccessScopeType.NAMESPACE;
    if (scope.type() == null || scope.type() == AccessScopeType.UNKNOWN_TO_SDK_VERSION) {
      throw EksErrors.invalidParameter("The accessScope type must be one of [cluster, namespace]");
    }
    if (ofNamespaces == scope.namespaces().isEmpty()) {
      throw EksErrors.invalidParameter(
          ofNamespaces
              ? "The accessScope of type namespace requires at least one namespace"
              : "The accessScope of type cluster cannot have namespaces");
    }
  }

  /** Returns what gives a principal a policy in a whole cluster. */
  static AssociatedAccessPolicy everywhere(String policy, Call call) {
    return AssociatedAccessPolicy.builder()
        .policyArn(policy)
        .accessScope(s -> s.type(AccessScopeType.CLUSTER).namespaces(List.of()))
        .associatedAt(call.now())
        .modifiedAt(call.now())
        .build();
  }

  DisassociateAccessPolicyResponse disassociate(
      DisassociateAccessPolicyRequest request, Call call) {
    AccessEntries.Entry entry = entries.get(request.clusterName(), request.principalArn());
    if (entry.policies().remove(request.policyArn()) == null) {
      throw EksErrors.notFound(
          "The specified policyArn is not associated with the specified principalArn. You can view"
              + " the associated policies with 'list-associated-access-policies'.");
    }
    return DisassociateAccessPolicyResponse.builder().build();
  }

  ListAssociatedAccessPoliciesResponse listAssociated(
      ListAssociatedAccessPoliciesRequest request, Call call) {
    AccessEntries.Entry entry = entries.get(request.clusterName(), request.principalArn());
    Page<AssociatedAccessPolicy> page =
        EksPages.of(
            List.copyOf(entry.policies().values()),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListAssociatedAccessPoliciesResponse.builder()
        .clusterName(request.clusterName())
        .principalArn(request.principalArn())
        .associatedAccessPolicies(page.items())
        .nextToken(page.next())
        .build();
  }

  /** Says whether an entry has a policy; every entry has where none is asked for. */
  static boolean has(AccessEntries.Entry entry, @Nullable String policy) {
    return policy == null || entry.policies().containsKey(policy);
  }
}
