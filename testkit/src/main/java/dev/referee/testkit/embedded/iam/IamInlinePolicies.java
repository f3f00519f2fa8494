package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.policy.PolicyDocument;
import dev.referee.testkit.embedded.policy.PolicyDocument.Use;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.GetRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryRequest;
import software.amazon.awssdk.services.iam.model.PutRolePermissionsBoundaryResponse;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;

/** An emulation of the inline policies and permissions boundaries of IAM roles. */
final class IamInlinePolicies {
  private static final int MOST = 10_240;

  private IamInlinePolicies() {}

  static Service addTo(Service iam) {
    return iam.on(PutRolePolicyRequest.class, PutRolePolicyRequest::builder, IamInlinePolicies::put)
        .on(GetRolePolicyRequest.class, GetRolePolicyRequest::builder, IamInlinePolicies::get)
        .on(
            DeleteRolePolicyRequest.class,
            DeleteRolePolicyRequest::builder,
            IamInlinePolicies::delete)
        .on(
            ListRolePoliciesRequest.class,
            ListRolePoliciesRequest::builder,
            IamInlinePolicies::list)
        .on(
            PutRolePermissionsBoundaryRequest.class,
            PutRolePermissionsBoundaryRequest::builder,
            IamInlinePolicies::putBoundary)
        .on(
            DeleteRolePermissionsBoundaryRequest.class,
            DeleteRolePermissionsBoundaryRequest::builder,
            IamInlinePolicies::deleteBoundary);
  }

  static PutRolePolicyResponse put(PutRolePolicyRequest request, Call call) {
    IamRole role = IamState.of(call).role(request.roleName());
    PolicyDocument.parse(request.policyDocument(), Use.IDENTITY);
    IamLimits.inline(
        role.inline(),
        request.policyName(),
        request.policyDocument(),
        "role",
        request.roleName(),
        MOST);
    role.inline().put(request.policyName(), request.policyDocument());
    return PutRolePolicyResponse.builder().build();
  }

  private static GetRolePolicyResponse get(GetRolePolicyRequest request, Call call) {
    IamRole role = IamState.of(call).role(request.roleName());
    String document =
        IamState.found(role.inline().get(request.policyName()), missing(request.policyName()));
    return GetRolePolicyResponse.builder()
        .roleName(request.roleName())
        .policyName(request.policyName())
        .policyDocument(IamRoles.encoded(document))
        .build();
  }

  private static String missing(String policyName) {
    return "The role policy with name " + policyName + " cannot be found.";
  }

  private static DeleteRolePolicyResponse delete(DeleteRolePolicyRequest request, Call call) {
    IamRole role = IamState.of(call).role(request.roleName());
    IamState.found(role.inline().remove(request.policyName()), missing(request.policyName()));
    return DeleteRolePolicyResponse.builder().build();
  }

  private static ListRolePoliciesResponse list(ListRolePoliciesRequest request, Call call) {
    List<String> names = List.copyOf(IamState.of(call).role(request.roleName()).inline().keySet());
    Page<String> page = Page.of(names, request.maxItems(), request.marker(), call);
    return ListRolePoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private static PutRolePermissionsBoundaryResponse putBoundary(
      PutRolePermissionsBoundaryRequest request, Call call) {
    IamState iam = IamState.of(call);
    IamRole role = iam.role(request.roleName());
    role.become(
        role.role().toBuilder()
            .permissionsBoundary(iam.boundary(request.permissionsBoundary()))
            .build());
    return PutRolePermissionsBoundaryResponse.builder().build();
  }

  private static DeleteRolePermissionsBoundaryResponse deleteBoundary(
      DeleteRolePermissionsBoundaryRequest request, Call call) {
    IamRole role = IamState.of(call).role(request.roleName());
    role.become(
        role.role().toBuilder().permissionsBoundary((AttachedPermissionsBoundary) null).build());
    return DeleteRolePermissionsBoundaryResponse.builder().build();
  }
}
