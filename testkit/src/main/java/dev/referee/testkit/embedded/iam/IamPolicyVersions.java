package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.policy.PolicyDocument;
import dev.referee.testkit.embedded.policy.PolicyDocument.Use;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

/**
 * The versions of IAM's managed policies, as "Versioning IAM policies" describes them; the default
 * version is the one in force.
 */
final class IamPolicyVersions {
  private IamPolicyVersions() {}

  static Service addTo(Service iam) {
    return iam.on(
            CreatePolicyVersionRequest.class,
            CreatePolicyVersionRequest::builder,
            IamPolicyVersions::create)
        .on(GetPolicyVersionRequest.class, GetPolicyVersionRequest::builder, IamPolicyVersions::get)
        .on(
            ListPolicyVersionsRequest.class,
            ListPolicyVersionsRequest::builder,
            IamPolicyVersions::list)
        .on(
            SetDefaultPolicyVersionRequest.class,
            SetDefaultPolicyVersionRequest::builder,
            IamPolicyVersions::setDefault)
        .on(
            DeletePolicyVersionRequest.class,
            DeletePolicyVersionRequest::builder,
            IamPolicyVersions::delete);
  }

  private static CreatePolicyVersionResponse create(CreatePolicyVersionRequest request, Call call) {
    IamState iam = IamState.of(call);
    ManagedPolicy policy = iam.ownPolicy(request.policyArn());
    IamLimits.managed(request.policyDocument());
    PolicyDocument.parse(request.policyDocument(), Use.MANAGED);
    IamLimits.versions(policy.versions().size() + 1);
    ManagedPolicy changed =
        policy.with(
            request.policyDocument(),
            Boolean.TRUE.equals(request.setAsDefault()),
            call.clock().instant());
    iam.policies().put(changed.arn(), changed);
    return CreatePolicyVersionResponse.builder()
        .policyVersion(listed(changed, changed.versions().get(0)))
        .build();
  }

  private static GetPolicyVersionResponse get(GetPolicyVersionRequest request, Call call) {
    PolicyVersion version =
        policy(request.policyArn(), request.versionId(), call).version(request.versionId());
    return GetPolicyVersionResponse.builder()
        .policyVersion(version.toBuilder().document(IamRoles.encoded(version.document())).build())
        .build();
  }

  /** Returns the policy that has a version; refuses an unknown one as an unknown version. */
  private static ManagedPolicy policy(String arn, String version, Call call) {
    return IamState.of(call).policy(arn, ManagedPolicy.missing(arn, version));
  }

  /** Lists versions without their documents, as ListPolicyVersions' page says. */
  private static ListPolicyVersionsResponse list(ListPolicyVersionsRequest request, Call call) {
    ManagedPolicy policy = IamState.of(call).policy(request.policyArn());
    List<PolicyVersion> all =
        policy.versions().stream().map(version -> listed(policy, version)).toList();
    Page<PolicyVersion> page = Page.of(all, request.maxItems(), request.marker(), call);
    return ListPolicyVersionsResponse.builder()
        .versions(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private static PolicyVersion listed(ManagedPolicy policy, PolicyVersion version) {
    return version.toBuilder()
        .document(null)
        .isDefaultVersion(policy.isDefault(version.versionId()))
        .build();
  }

  private static SetDefaultPolicyVersionResponse setDefault(
      SetDefaultPolicyVersionRequest request, Call call) {
    String version = request.versionId();
    ManagedPolicy policy = policy(request.policyArn(), version, call);
    policy.version(version);
    IamState iam = IamState.of(call);
    iam.policies().put(policy.arn(), iam.ownPolicy(policy.arn()).withDefault(version));
    return SetDefaultPolicyVersionResponse.builder().build();
  }

  private static DeletePolicyVersionResponse delete(DeletePolicyVersionRequest request, Call call) {
    String version = request.versionId();
    ManagedPolicy policy = policy(request.policyArn(), version, call);
    policy.version(version);
    IamState iam = IamState.of(call);
    if (policy.isDefault(version)) {
      throw IamState.conflict("Cannot delete the default version of a policy.");
    }
    iam.policies().put(policy.arn(), iam.ownPolicy(policy.arn()).without(version));
    return DeletePolicyVersionResponse.builder().build();
  }
}
