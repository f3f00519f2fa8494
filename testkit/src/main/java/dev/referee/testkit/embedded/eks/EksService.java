package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import software.amazon.awssdk.services.eks.model.AssociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.CreateAddonRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateFargateProfileRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.CreatePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DeleteAddonRequest;
import software.amazon.awssdk.services.eks.model.DeleteClusterRequest;
import software.amazon.awssdk.services.eks.model.DeleteFargateProfileRequest;
import software.amazon.awssdk.services.eks.model.DeleteNodegroupRequest;
import software.amazon.awssdk.services.eks.model.DeletePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonRequest;
import software.amazon.awssdk.services.eks.model.DescribeAddonVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterVersionsRequest;
import software.amazon.awssdk.services.eks.model.DescribeFargateProfileRequest;
import software.amazon.awssdk.services.eks.model.DescribeInsightRequest;
import software.amazon.awssdk.services.eks.model.DescribeNodegroupRequest;
import software.amazon.awssdk.services.eks.model.DescribePodIdentityAssociationRequest;
import software.amazon.awssdk.services.eks.model.DescribeUpdateRequest;
import software.amazon.awssdk.services.eks.model.DisassociateAccessPolicyRequest;
import software.amazon.awssdk.services.eks.model.ListAccessEntriesRequest;
import software.amazon.awssdk.services.eks.model.ListAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListAddonsRequest;
import software.amazon.awssdk.services.eks.model.ListAssociatedAccessPoliciesRequest;
import software.amazon.awssdk.services.eks.model.ListClustersRequest;
import software.amazon.awssdk.services.eks.model.ListFargateProfilesRequest;
import software.amazon.awssdk.services.eks.model.ListInsightsRequest;
import software.amazon.awssdk.services.eks.model.ListNodegroupsRequest;
import software.amazon.awssdk.services.eks.model.ListPodIdentityAssociationsRequest;
import software.amazon.awssdk.services.eks.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eks.model.ListUpdatesRequest;
import software.amazon.awssdk.services.eks.model.TagResourceRequest;
import software.amazon.awssdk.services.eks.model.UntagResourceRequest;
import software.amazon.awssdk.services.eks.model.UpdateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.UpdateAddonRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateClusterVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdatePodIdentityAssociationRequest;

/** The operations of EKS, mapped to their implementations. */
public final class EksService {
  private static final String CLUSTER = "/clusters/{name}";
  private static final String TAGS = "/tags/{resourceArn}";
  private static final String GROUP = CLUSTER + "/node-groups/{nodegroupName}";
  private static final String ADDON = CLUSTER + "/addons/{addonName}";
  private static final String ASSOCIATION = CLUSTER + "/pod-identity-associations/{associationId}";
  private static final String PROFILE = CLUSTER + "/fargate-profiles/{fargateProfileName}";
  private static final String ENTRY = CLUSTER + "/access-entries/{principalArn}";

  private EksService() {}

  public static Service create() {
    Service eks =
        new Service("eks", Protocol.REST_JSON, "2017-11-01")
            .authorizedBy(new EksPermissions())
            .resources(EksResourceTypes.all());
    clusters(eks);
    nodegroups(eks);
    accessEntries(eks);
    addons(eks);
    podIdentities(eks);
    fargateProfiles(eks);
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

  private static void addons(Service eks) {
    eks.on(
        "POST " + CLUSTER + "/addons",
        CreateAddonRequest.class,
        CreateAddonRequest::builder,
        (r, c) -> Eks.of(c).addons.create(r, c));
    eks.on(
        "GET " + CLUSTER + "/addons",
        ListAddonsRequest.class,
        ListAddonsRequest::builder,
        (r, c) -> Eks.of(c).addons.list(r, c));
    eks.on(
        "GET " + ADDON,
        DescribeAddonRequest.class,
        DescribeAddonRequest::builder,
        (r, c) -> Eks.of(c).addons.describe(r, c));
    eks.on(
        "DELETE " + ADDON,
        DeleteAddonRequest.class,
        DeleteAddonRequest::builder,
        (r, c) -> Eks.of(c).addons.delete(r, c));
    eks.on(
        "POST " + ADDON + "/update",
        UpdateAddonRequest.class,
        UpdateAddonRequest::builder,
        (r, c) -> Eks.of(c).addons.update(r, c));
    eks.on(
        "GET /addons/supported-versions",
        DescribeAddonVersionsRequest.class,
        DescribeAddonVersionsRequest::builder,
        (r, c) -> Eks.of(c).addons.describeVersions(r, c));
    eks.on(
        "POST " + CLUSTER + "/insights",
        ListInsightsRequest.class,
        ListInsightsRequest::builder,
        (r, c) -> Eks.of(c).insights.list(r, c));
    eks.on(
        "GET " + CLUSTER + "/insights/{id}",
        DescribeInsightRequest.class,
        DescribeInsightRequest::builder,
        (r, c) -> Eks.of(c).insights.describe(r, c));
  }

  private static void podIdentities(Service eks) {
    eks.on(
        "POST " + CLUSTER + "/pod-identity-associations",
        CreatePodIdentityAssociationRequest.class,
        CreatePodIdentityAssociationRequest::builder,
        (r, c) -> Eks.of(c).podIdentities.create(r, c));
    eks.on(
        "GET " + CLUSTER + "/pod-identity-associations",
        ListPodIdentityAssociationsRequest.class,
        ListPodIdentityAssociationsRequest::builder,
        (r, c) -> Eks.of(c).podIdentities.list(r, c));
    eks.on(
        "GET " + ASSOCIATION,
        DescribePodIdentityAssociationRequest.class,
        DescribePodIdentityAssociationRequest::builder,
        (r, c) -> Eks.of(c).podIdentities.describe(r, c));
    eks.on(
        "POST " + ASSOCIATION,
        UpdatePodIdentityAssociationRequest.class,
        UpdatePodIdentityAssociationRequest::builder,
        (r, c) -> Eks.of(c).podIdentities.update(r, c));
    eks.on(
        "DELETE " + ASSOCIATION,
        DeletePodIdentityAssociationRequest.class,
        DeletePodIdentityAssociationRequest::builder,
        (r, c) -> Eks.of(c).podIdentities.delete(r, c));
  }

  private static void fargateProfiles(Service eks) {
    eks.on(
        "POST " + CLUSTER + "/fargate-profiles",
        CreateFargateProfileRequest.class,
        CreateFargateProfileRequest::builder,
        (r, c) -> Eks.of(c).fargateProfiles.create(r, c));
    eks.on(
        "GET " + CLUSTER + "/fargate-profiles",
        ListFargateProfilesRequest.class,
        ListFargateProfilesRequest::builder,
        (r, c) -> Eks.of(c).fargateProfiles.list(r, c));
    eks.on(
        "GET " + PROFILE,
        DescribeFargateProfileRequest.class,
        DescribeFargateProfileRequest::builder,
        (r, c) -> Eks.of(c).fargateProfiles.describe(r, c));
    eks.on(
        "DELETE " + PROFILE,
        DeleteFargateProfileRequest.class,
        DeleteFargateProfileRequest::builder,
        (r, c) -> Eks.of(c).fargateProfiles.delete(r, c));
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
