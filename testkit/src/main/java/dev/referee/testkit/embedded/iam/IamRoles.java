package dev.referee.testkit.embedded.iam;

import com.google.common.net.PercentEscaper;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetRoleRequest;
import software.amazon.awssdk.services.iam.model.GetRoleResponse;
import software.amazon.awssdk.services.iam.model.ListRolesRequest;
import software.amazon.awssdk.services.iam.model.ListRolesResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;

/** An emulation of IAM roles. */
final class IamRoles {
  private static final PercentEscaper RFC_3986 = new PercentEscaper("-._~", false);

  private IamRoles() {}

  static Service addTo(Service iam) {
    return iam.on(CreateRoleRequest.class, CreateRoleRequest::builder, IamRoles::create)
        .on(GetRoleRequest.class, GetRoleRequest::builder, IamRoles::get)
        .on(ListRolesRequest.class, ListRolesRequest::builder, IamRoles::list)
        .on(DeleteRoleRequest.class, DeleteRoleRequest::builder, IamRoles::delete)
        .on(
            UpdateAssumeRolePolicyRequest.class,
            UpdateAssumeRolePolicyRequest::builder,
            IamRoles::updateTrust);
  }

  static CreateRoleResponse create(CreateRoleRequest request, Call call) {
    IamState iam = IamState.of(call);
    String name = request.roleName();
    IamState.absent(iam.roles().get(name), "Role with name " + name + " already exists.");
    IamTagRules.role(request.tags());
    new TrustPrincipals(call).check(request.assumeRolePolicyDocument());
    String boundaryArn = request.permissionsBoundary();
    AttachedPermissionsBoundary boundary = boundaryArn == null ? null : iam.boundary(boundaryArn);
    Role role =
        Role.builder()
            .roleName(name)
            .path(IamState.path(request.path()))
            .arn(IamState.arn(call, "role", request.path(), name))
            .roleId(iam.uniqueId("AROA"))
            .createDate(call.clock().instant())
            .assumeRolePolicyDocument(request.assumeRolePolicyDocument())
            .description(request.description())
            .maxSessionDuration(
                request.maxSessionDuration() == null
                    ? Integer.valueOf(3600)
                    : request.maxSessionDuration())
            .permissionsBoundary(boundary)
            .tags(request.tags())
            .build();
    iam.roles().put(name, new IamRole(role));
    return CreateRoleResponse.builder()
        .role(bare(role).toBuilder().permissionsBoundary(boundary).tags(request.tags()).build())
        .build();
  }

  /** Returns a role as IAM shows it: its document percent-encoded (RFC 3986). */
  static Role shown(Role role) {
    return role.toBuilder()
        .assumeRolePolicyDocument(encoded(role.assumeRolePolicyDocument()))
        .build();
  }

  /** Returns a role with the members that CreateRole and instance profiles show. */
  static Role bare(Role role) {
    return Role.builder()
        .path(role.path())
        .roleName(role.roleName())
        .roleId(role.roleId())
        .arn(role.arn())
        .createDate(role.createDate())
        .assumeRolePolicyDocument(encoded(role.assumeRolePolicyDocument()))
        .build();
  }

  static String encoded(String document) {
    return RFC_3986.escape(document);
  }

  static GetRoleResponse get(GetRoleRequest request, Call call) {
    Role role = IamState.of(call).role(request.roleName()).role();
    return GetRoleResponse.builder()
        .role(shown(role).toBuilder().roleLastUsed(used -> {}).build())
        .build();
  }

  /** Lists roles without their boundary, last use and tags, as ListRoles' page says. */
  private static ListRolesResponse list(ListRolesRequest request, Call call) {
    List<Role> roles =
        IamState.of(call).roles().values().stream()
            .map(IamRole::role)
            .filter(role -> role.path().startsWith(IamState.path(request.pathPrefix())))
            .map(
                role ->
                    bare(role).toBuilder()
                        .description(role.description())
                        .maxSessionDuration(role.maxSessionDuration())
                        .build())
            .toList();
    Page<Role> page = Page.of(roles, request.maxItems(), request.marker(), call);
    return ListRolesResponse.builder()
        .roles(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  static DeleteRoleResponse delete(DeleteRoleRequest request, Call call) {
    IamState iam = IamState.of(call);
    IamRole role = iam.role(request.roleName());
    if (!role.attached().isEmpty()) {
      throw IamState.conflict("Cannot delete entity, must detach all policies first.");
    }
    if (!role.inline().isEmpty()) {
      throw IamState.conflict("Cannot delete entity, must delete policies first.");
    }
    if (iam.profiles().values().stream()
        .flatMap(profile -> profile.roles().stream())
        .anyMatch(held -> held.roleName().equals(request.roleName()))) {
      throw IamState.conflict(
          "Cannot delete entity, must remove roles from instance profile first.");
    }
    iam.roles().remove(request.roleName());
    call.store().endSessions(role.role().roleId());
    return DeleteRoleResponse.builder().build();
  }

  private static UpdateAssumeRolePolicyResponse updateTrust(
      UpdateAssumeRolePolicyRequest request, Call call) {
    IamRole role = IamState.of(call).role(request.roleName());
    new TrustPrincipals(call).check(request.policyDocument());
    role.become(role.role().toBuilder().assumeRolePolicyDocument(request.policyDocument()).build());
    return UpdateAssumeRolePolicyResponse.builder().build();
  }
}
