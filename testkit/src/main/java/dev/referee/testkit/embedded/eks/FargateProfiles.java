package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eks.model.CreateFargateProfileRequest;
import software.amazon.awssdk.services.eks.model.CreateFargateProfileResponse;
import software.amazon.awssdk.services.eks.model.DeleteFargateProfileRequest;
import software.amazon.awssdk.services.eks.model.DeleteFargateProfileResponse;
import software.amazon.awssdk.services.eks.model.DescribeFargateProfileRequest;
import software.amazon.awssdk.services.eks.model.DescribeFargateProfileResponse;
import software.amazon.awssdk.services.eks.model.FargateProfile;
import software.amazon.awssdk.services.eks.model.FargateProfileSelector;
import software.amazon.awssdk.services.eks.model.FargateProfileStatus;
import software.amazon.awssdk.services.eks.model.ListFargateProfilesRequest;
import software.amazon.awssdk.services.eks.model.ListFargateProfilesResponse;

/** An emulation of Fargate profiles, which say what pods run on Fargate. */
final class FargateProfiles {
  private static final Duration TIME = Duration.ofMinutes(2);
  private static final int MOST_LABELS = 5;

  private final Eks eks;

  FargateProfiles(Eks eks) {
    this.eks = eks;
  }

  CreateFargateProfileResponse create(CreateFargateProfileRequest request, Call call) {
    EksCluster cluster = eks.activeCluster(request.clusterName());
    FargateProfile profile = begun(cluster, request);
    eks.context.later(TIME, () -> finish(cluster, profile.fargateProfileName()));
    return CreateFargateProfileResponse.builder().fargateProfile(profile).build();
  }

  /** Returns a new profile that is being created. */
  FargateProfile begun(EksCluster cluster, CreateFargateProfileRequest request) {
    String name = request.fargateProfileName();
    if (cluster.fargateProfiles.containsKey(name)) {
      throw EksErrors.inUse("A Fargate Profile already exists with this name in this cluster.");
    }
    selectors(request.selectors());
    if (eks.roleFor(request.podExecutionRoleArn(), "eks-fargate-pods.amazonaws.com") == null) {
      throw EksErrors.invalidParameter(
          "Misconfigured PodExecutionRole Trust Policy; Please add the"
              + " eks-fargate-pods.amazonaws.com Service Principal");
    }
    request.subnets().forEach(eks.networks::subnet);
    FargateProfile profile =
        FargateProfile.builder()
            .fargateProfileName(name)
            .fargateProfileArn(
                eks.arn("fargateprofile/%s/%s/%s".formatted(cluster.name(), name, eks.ids.uuid())))
            .clusterName(cluster.name())
            .createdAt(eks.now())
            .podExecutionRoleArn(request.podExecutionRoleArn())
            .subnets(request.subnets())
            .selectors(request.selectors())
            .status(FargateProfileStatus.CREATING)
            .tags(Map.copyOf(request.tags()))
            .build();
    cluster.fargateProfiles.put(name, profile);
    eks.accessEntries.admitNodes(cluster, request.podExecutionRoleArn(), "FARGATE_LINUX");
    return profile;
  }

  private static void selectors(List<FargateProfileSelector> selectors) {
    if (selectors.isEmpty()) {
      throw EksErrors.invalidParameter("Fargate Profile requires at least one selector.");
    }
    for (FargateProfileSelector selector : selectors) {
      if (selector.namespace() == null) {
        throw EksErrors.invalidParameter(
            "Fargate Profile must have at least one selector with at least one namespace value.");
      }
      if (selector.labels().size() > MOST_LABELS) {
        throw EksErrors.invalidParameter("Request contains Selector with more than 5 Label pairs");
      }
    }
  }

  static void finish(EksCluster cluster, String name) {
    cluster.fargateProfiles.computeIfPresent(
        name,
        (same, profile) ->
            profile.status() == FargateProfileStatus.CREATING
                ? profile.toBuilder().status(FargateProfileStatus.ACTIVE).build()
                : profile);
  }

  private FargateProfile get(String cluster, String name) {
    FargateProfile found = eks.cluster(cluster).fargateProfiles.get(name);
    if (found == null) {
      throw EksErrors.notFound("No Fargate Profile found with name: " + name + ".");
    }
    return found;
  }

  DescribeFargateProfileResponse describe(DescribeFargateProfileRequest request, Call call) {
    return DescribeFargateProfileResponse.builder()
        .fargateProfile(get(request.clusterName(), request.fargateProfileName()))
        .build();
  }

  ListFargateProfilesResponse list(ListFargateProfilesRequest request, Call call) {
    Page<String> page =
        EksPages.of(
            List.copyOf(eks.cluster(request.clusterName()).fargateProfiles.keySet()),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListFargateProfilesResponse.builder()
        .fargateProfileNames(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteFargateProfileResponse delete(DeleteFargateProfileRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    FargateProfile removed =
        get(request.clusterName(), request.fargateProfileName()).toBuilder()
            .status(FargateProfileStatus.DELETING)
            .build();
    cluster.fargateProfiles.put(removed.fargateProfileName(), removed);
    eks.context.later(
        TIME, () -> cluster.fargateProfiles.remove(removed.fargateProfileName(), removed));
    return DeleteFargateProfileResponse.builder().fargateProfile(removed).build();
  }
}
