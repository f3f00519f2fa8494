package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.DeleteNodegroupRequest;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeNodegroupRequest;
import software.amazon.awssdk.services.eks.model.DescribeUpdateRequest;
import software.amazon.awssdk.services.eks.model.DisassociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListClustersRequest;
import software.amazon.awssdk.services.eks.model.ListNodegroupsRequest;
import software.amazon.awssdk.services.eks.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eks.model.ListUpdatesRequest;
import software.amazon.awssdk.services.eks.model.TagResourceRequest;
import software.amazon.awssdk.services.eks.model.UntagResourceRequest;
import software.amazon.awssdk.services.eks.model.UpdateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;

/** The operations of EKS, mapped to their implementations. */
public final class EksService {
  private static final String CLUSTER = "/clusters/{name}";
  private static final String TAGS = "/tags/{resourceArn}";
  private static final String GROUP = CLUSTER + "/node-groups/{nodegroupName}";
  private static final String ENTRY = CLUSTER + "/access-entries/{principalArn}";

  private EksService() {}

  public static Service create() {
    Service eks =
        new Service("eks", Protocol.REST_JSON, "2017-11-01").authorizedBy(new EksPermissions());
    clusters(eks);
    nodegroups(eks);
    accessEntries(eks);
    return eks;
  }

  private static void clusters(Service eks) {
    eks.on(
        "POST /clusters",
        CreateClusterRequest.class,
        CreateClusterRequest::builder,
        (r, c) -> Eks.of(c).clusterCalls.create(r, c));
    eks.on(
        "GET " + CLUSTER,
        DescribeClusterRequest.class,
        DescribeClusterRequest::builder,
        (r, c) -> Eks.of(c).clusterCalls.describe(r, c));
    eks.on(
        "GET /clusters",
        ListClustersRequest.class,
        ListClustersRequest::builder,
        (r, c) -> Eks.of(c).clusterCalls.list(r, c));
    eks.on(
        "DELETE " + CLUSTER,
        DeleteClusterRequest.class,
        DeleteClusterRequest::builder,
        (r, c) -> Eks.of(c).clusterCalls.delete(r, c));
    eks.on(
        "POST " + CLUSTER + "/update-config",
        UpdateClusterConfigRequest.class,
        UpdateClusterConfigRequest::builder,
        (r, c) -> Eks.of(c).configs.update(r, c));
    eks.on(
        "POST " + CLUSTER + "/updates",
        UpdateClusterVersionRequest.class,
        UpdateClusterVersionRequest::builder,
        (r, c) -> Eks.of(c).versions.update(r, c));
    eks.on(
        "GET /cluster-versions",
        DescribeClusterVersionsRequest.class,
        DescribeClusterVersionsRequest::builder,
        (r, c) -> Eks.of(c).versions.describe(r, c));
    eks.on(
        "GET " + CLUSTER + "/updates/{updateId}",
        DescribeUpdateRequest.class,
        DescribeUpdateRequest::builder,
        (r, c) -> Eks.of(c).updates.describe(r, c));
    eks.on(
        "GET " + CLUSTER + "/updates",
        ListUpdatesRequest.class,
        ListUpdatesRequest::builder,
        (r, c) -> Eks.of(c).updates.list(r, c));
    eks.on(
        "GET " + TAGS,
        ListTagsForResourceRequest.class,
        ListTagsForResourceRequest::builder,
        (r, c) -> Eks.of(c).tags.list(r, c));
    eks.on(
        "POST " + TAGS,
        TagResourceRequest.class,
        TagResourceRequest::builder,
        (r, c) -> Eks.of(c).tags.tag(r, c));
    eks.on(
        "DELETE " + TAGS,
        UntagResourceRequest.class,
        UntagResourceRequest::builder,
        (r, c) -> Eks.of(c).tags.untag(r, c));
  }

  private static void nodegroups(Service eks) {
    eks.on(
        "POST " + CLUSTER + "/node-groups",
        CreateNodegroupRequest.class,
        CreateNodegroupRequest::builder,
        (r, c) -> Eks.of(c).nodegroups.create(r, c));
    eks.on(
        "GET " + CLUSTER + "/node-groups",
        ListNodegroupsRequest.class,
        ListNodegroupsRequest::builder,
        (r, c) -> Eks.of(c).nodegroups.list(r, c));
    eks.on(
        "GET " + GROUP,
        DescribeNodegroupRequest.class,
        DescribeNodegroupRequest::builder,
        (r, c) -> Eks.of(c).nodegroups.describe(r, c));
    eks.on(
        "DELETE " + GROUP,
        DeleteNodegroupRequest.class,
        DeleteNodegroupRequest::builder,
        (r, c) -> Eks.of(c).nodegroups.delete(r, c));
    eks.on(
        "POST " + GROUP + "/update-config",
        UpdateNodegroupConfigRequest.class,
        UpdateNodegroupConfigRequest::builder,
        (r, c) -> Eks.of(c).nodegroupUpdates.config(r, c));
    eks.on(
        "POST " + GROUP + "/update-version",
        UpdateNodegroupVersionRequest.class,
        UpdateNodegroupVersionRequest::builder,
        (r, c) -> Eks.of(c).nodegroupUpdates.version(r, c));
  }

  private static void accessEntries(Service eks) {
    eks.on(
        "POST " + CLUSTER + "/access-entries",
        CreateAccessEntryRequest.class,
        CreateAccessEntryRequest::builder,
        (r, c) -> Eks.of(c).accessEntries.create(r, c));
    eks.on(
        "GET " + CLUSTER + "/access-entries",
        ListAccessEntriesRequest.class,
        ListAccessEntriesRequest::builder,
        (r, c) -> Eks.of(c).accessEntries.list(r, c));
    eks.on(
        "GET " + ENTRY,
        DescribeAccessEntryRequest.class,
        DescribeAccessEntryRequest::builder,
        (r, c) -> Eks.of(c).accessEntries.describe(r, c));
    eks.on(
        "POST " + ENTRY,
        UpdateAccessEntryRequest.class,
        UpdateAccessEntryRequest::builder,
        (r, c) -> Eks.of(c).accessEntries.update(r, c));
    eks.on(
        "DELETE " + ENTRY,
        DeleteAccessEntryRequest.class,
        DeleteAccessEntryRequest::builder,
        (r, c) -> Eks.of(c).accessEntries.delete(r, c));
    eks.on(
        "GET /access-policies",
        ListAccessPoliciesRequest.class,
        ListAccessPoliciesRequest::builder,
        (r, c) -> Eks.of(c).accessEntries.policies.list(r, c));
    eks.on(
        "POST " + ENTRY + "/access-policies",
        AssociateAccessPolicyRequest.class,
        AssociateAccessPolicyRequest::builder,
        (r, c) -> Eks.of(c).accessEntries.policies.associate(r, c));
    eks.on(
        "GET " + ENTRY + "/access-policies",
        ListAssociatedAccessPoliciesRequest.class,
        ListAssociatedAccessPoliciesRequest::builder,
        (r, c) -> Eks.of(c).accessEntries.policies.listAssociated(r, c));
    eks.on(
        "DELETE " + ENTRY + "/access-policies/{policyArn}",
        DisassociateAccessPolicyRequest.class,
        DisassociateAccessPolicyRequest::builder,
        (r, c) -> Eks.of(c).accessEntries.policies.disassociate(r, c));
  }
}
