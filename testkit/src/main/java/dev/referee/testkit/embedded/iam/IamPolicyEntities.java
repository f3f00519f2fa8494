package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyUser;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.User;

/** The roles and users that have a managed policy, as ListEntitiesForPolicy's page describes. */
final class IamPolicyEntities {
  private IamPolicyEntities() {}

  static Service addTo(Service iam) {
    return iam.on(
        ListEntitiesForPolicyRequest.class,
        ListEntitiesForPolicyRequest::builder,
        IamPolicyEntities::list);
  }

  private static ListEntitiesForPolicyResponse list(
      ListEntitiesForPolicyRequest request, Call call) {
    IamState iam = IamState.of(call);
    String arn = iam.policy(request.policyArn()).arn();
    List<IamIdentity> all =
        Stream.concat(
                wanted("Role", request) ? iam.roles().values().stream() : Stream.of(),
                wanted("User", request) ? iam.users().values().stream() : Stream.of())
            .filter(identity -> uses(identity, arn, request.policyUsageFilterAsString()))
            .filter(identity -> path(identity).startsWith(IamState.path(request.pathPrefix())))
            .toList();
    Page<IamIdentity> page = Page.of(all, request.maxItems(), request.marker(), call);
    return ListEntitiesForPolicyResponse.builder()
        .policyGroups(List.<PolicyGroup>of())
        .policyRoles(
            page.items().stream()
                .filter(IamRole.class::isInstance)
                .map(identity -> ((IamRole) identity).role())
                .map(IamPolicyEntities::shown)
                .toList())
        .policyUsers(
            page.items().stream()
                .filter(IamUser.class::isInstance)
                .map(identity -> ((IamUser) identity).user())
                .map(IamPolicyEntities::shown)
                .toList())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private static boolean wanted(String kind, ListEntitiesForPolicyRequest request) {
    return Objects.requireNonNullElse(request.entityFilterAsString(), kind).equals(kind);
  }

  /** Returns whether somebody has a policy attached, or as a boundary, as the filter asks. */
  private static boolean uses(IamIdentity identity, String arn, @Nullable String filter) {
    AttachedPermissionsBoundary boundary = identity.boundary();
    boolean bounded = boundary != null && boundary.permissionsBoundaryArn().equals(arn);
    return (identity.attached().contains(arn) && !"PermissionsBoundary".equals(filter))
        || (bounded && !"PermissionsPolicy".equals(filter));
  }

  private static String path(IamIdentity identity) {
    return identity instanceof IamRole role
        ? role.role().path()
        : ((IamUser) identity).user().path();
  }

  private static PolicyRole shown(Role role) {
    return PolicyRole.builder().roleName(role.roleName()).roleId(role.roleId()).build();
  }

  private static PolicyUser shown(User user) {
    return PolicyUser.builder().userName(user.userName()).userId(user.userId()).build();
  }
}
