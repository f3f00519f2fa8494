package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.Collection;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesForRoleResponse;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesRequest;
import software.amazon.awssdk.services.iam.model.ListInstanceProfilesResponse;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;

/** An emulation of IAM instance profiles, which hold at most one role. */
final class IamProfiles {
  private IamProfiles() {}

  static Service addTo(Service iam) {
    return iam.on(
            CreateInstanceProfileRequest.class,
            CreateInstanceProfileRequest::builder,
            IamProfiles::create)
        .on(GetInstanceProfileRequest.class, GetInstanceProfileRequest::builder, IamProfiles::get)
        .on(
            DeleteInstanceProfileRequest.class,
            DeleteInstanceProfileRequest::builder,
            IamProfiles::delete)
        .on(
            AddRoleToInstanceProfileRequest.class,
            AddRoleToInstanceProfileRequest::builder,
            IamProfiles::addRole)
        .on(
            RemoveRoleFromInstanceProfileRequest.class,
            RemoveRoleFromInstanceProfileRequest::builder,
            IamProfiles::removeRole)
        .on(
            ListInstanceProfilesRequest.class,
            ListInstanceProfilesRequest::builder,
            IamProfiles::list)
        .on(
            ListInstanceProfilesForRoleRequest.class,
            ListInstanceProfilesForRoleRequest::builder,
            IamProfiles::listForRole);
  }

  static CreateInstanceProfileResponse create(CreateInstanceProfileRequest request, Call call) {
    IamState iam = IamState.of(call);
    String name = request.instanceProfileName();
    IamState.absent(iam.profiles().get(name), "Instance Profile " + name + " already exists.");
    InstanceProfile profile =
        InstanceProfile.builder()
            .instanceProfileName(name)
            .path(IamState.path(request.path()))
            .arn(IamState.arn(call, "instance-profile", request.path(), name))
            .instanceProfileId(iam.uniqueId("AIPA"))
            .createDate(call.clock().instant())
            .roles(List.of())
            .tags(request.tags())
            .build();
    iam.profiles().put(name, profile);
    return CreateInstanceProfileResponse.builder().instanceProfile(profile).build();
  }

  /** Returns a profile as IAM shows it. */
  private static InstanceProfile shown(IamState iam, String name) {
    InstanceProfile profile = iam.profile(name);
    return profile.toBuilder().roles(profile.roles().stream().map(IamRoles::bare).toList()).build();
  }

  /** Returns a profile as the lists show it: without its tags. */
  private static InstanceProfile listed(IamState iam, String name) {
    return shown(iam, name).toBuilder().tags((Collection<Tag>) null).build();
  }

  static GetInstanceProfileResponse get(GetInstanceProfileRequest request, Call call) {
    InstanceProfile profile = shown(IamState.of(call), request.instanceProfileName());
    return GetInstanceProfileResponse.builder()
        .instanceProfile(profile.toBuilder().tags(List.copyOf(profile.tags())).build())
        .build();
  }

  static DeleteInstanceProfileResponse delete(DeleteInstanceProfileRequest request, Call call) {
    IamState iam = IamState.of(call);
    if (!iam.profile(request.instanceProfileName()).roles().isEmpty()) {
      throw IamState.conflict(
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    iam.profiles().remove(request.instanceProfileName());
    return DeleteInstanceProfileResponse.builder().build();
  }

  static AddRoleToInstanceProfileResponse addRole(
      AddRoleToInstanceProfileRequest request, Call call) {
    IamState iam = IamState.of(call);
    InstanceProfile profile = iam.profile(request.instanceProfileName());
    Role role = iam.role(request.roleName()).role();
    if (!profile.roles().isEmpty()) {
      throw new AwsError(
          409, "LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    }
    iam.profiles().put(request.instanceProfileName(), profile.toBuilder().roles(role).build());
    return AddRoleToInstanceProfileResponse.builder().build();
  }

  static RemoveRoleFromInstanceProfileResponse removeRole(
      RemoveRoleFromInstanceProfileRequest request, Call call) {
    IamState iam = IamState.of(call);
    InstanceProfile profile = iam.profile(request.instanceProfileName());
    iam.role(request.roleName());
    List<Role> rest =
        profile.roles().stream()
            .filter(role -> !role.roleName().equals(request.roleName()))
            .toList();
    if (rest.size() == profile.roles().size()) {
      throw new AwsError(
          404,
          "NoSuchEntity",
          "Role %s in Instance Profile %s cannot be found."
              .formatted(request.roleName(), request.instanceProfileName()));
    }
    iam.profiles().put(request.instanceProfileName(), profile.toBuilder().roles(rest).build());
    return RemoveRoleFromInstanceProfileResponse.builder().build();
  }

  private static ListInstanceProfilesResponse list(ListInstanceProfilesRequest request, Call call) {
    IamState iam = IamState.of(call);
    List<InstanceProfile> all =
        iam.profiles().keySet().stream()
            .map(name -> listed(iam, name))
            .filter(profile -> profile.path().startsWith(IamState.path(request.pathPrefix())))
            .toList();
    Page<InstanceProfile> page = Page.of(all, request.maxItems(), request.marker(), call);
    return ListInstanceProfilesResponse.builder()
        .instanceProfiles(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private static ListInstanceProfilesForRoleResponse listForRole(
      ListInstanceProfilesForRoleRequest request, Call call) {
    IamState iam = IamState.of(call);
    Role role = iam.role(request.roleName()).role();
    List<InstanceProfile> holding =
        iam.profiles().keySet().stream()
            .filter(name -> iam.profile(name).roles().contains(role))
            .map(name -> listed(iam, name))
            .toList();
    Page<InstanceProfile> page = Page.of(holding, request.maxItems(), request.marker(), call);
    return ListInstanceProfilesForRoleResponse.builder()
        .instanceProfiles(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }
}
