package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.IamState.ManagedPolicy;
import dev.referee.testkit.embedded.PolicyDocument.Use;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.Policy;

/** Behaves like IAM's managed policies, AWS's own among them; each has one version. */
final class IamPolicies {
  private static final String VERSION = "v1";

  private IamPolicies() {}

  static Service addTo(Service iam) {
    return iam.on(CreatePolicyRequest.class, CreatePolicyRequest::builder, IamPolicies::create)
        .on(GetPolicyRequest.class, GetPolicyRequest::builder, IamPolicies::get)
        .on(DeletePolicyRequest.class, DeletePolicyRequest::builder, IamPolicies::delete)
        .on(
            GetPolicyVersionRequest.class,
            GetPolicyVersionRequest::builder,
            IamPolicies::getVersion)
        .on(AttachRolePolicyRequest.class, AttachRolePolicyRequest::builder, IamPolicies::attach)
        .on(DetachRolePolicyRequest.class, DetachRolePolicyRequest::builder, IamPolicies::detach)
        .on(
            ListAttachedRolePoliciesRequest.class,
            ListAttachedRolePoliciesRequest::builder,
            IamPolicies::listAttached);
  }

  static CreatePolicyResponse create(CreatePolicyRequest request, Call call) {
    IamLimits.managed(request.policyDocument());
    IamState iam = IamState.of(call);
    String name = request.policyName();
    String arn = IamState.arn(call, "policy", request.path(), name);
    IamState.absent(
        iam.policies().get(arn),
        "A policy called " + name + " already exists. Duplicate names are not allowed.");
    PolicyDocument.parse(request.policyDocument(), Use.IDENTITY);
    ManagedPolicy policy = new ManagedPolicy(arn, name, request.policyDocument());
    iam.policies().put(arn, policy);
    return CreatePolicyResponse.builder().policy(shown(iam, policy)).build();
  }

  private static Policy shown(IamState iam, ManagedPolicy policy) {
    return Policy.builder()
        .arn(policy.arn())
        .policyName(policy.name())
        .defaultVersionId(VERSION)
        .isAttachable(true)
        .attachmentCount(attachments(iam, policy.arn()))
        .build();
  }

  private static int attachments(IamState iam, String arn) {
    return Math.toIntExact(
        Stream.concat(iam.roles().values().stream(), iam.users().values().stream())
            .filter(who -> who.attached().contains(arn))
            .count());
  }

  private static GetPolicyResponse get(GetPolicyRequest request, Call call) {
    IamState iam = IamState.of(call);
    return GetPolicyResponse.builder().policy(shown(iam, iam.policy(request.policyArn()))).build();
  }

  static DeletePolicyResponse delete(DeletePolicyRequest request, Call call) {
    IamState iam = IamState.of(call);
    String arn = iam.policy(request.policyArn()).arn();
    if (attachments(iam, arn) > 0) {
      throw IamState.conflict("Cannot delete a policy attached to entities.");
    }
    iam.policies().remove(arn);
    return DeletePolicyResponse.builder().build();
  }

  private static GetPolicyVersionResponse getVersion(GetPolicyVersionRequest request, Call call) {
    ManagedPolicy policy = IamState.of(call).policy(request.policyArn());
    if (!VERSION.equals(request.versionId())) {
      throw new AwsError(
          404,
          "NoSuchEntity",
          "Policy " + policy.arn() + " version " + request.versionId() + " does not exist.");
    }
    return GetPolicyVersionResponse.builder()
        .policyVersion(
            version ->
                version
                    .versionId(VERSION)
                    .isDefaultVersion(true)
                    .document(IamRoles.encoded(policy.document())))
        .build();
  }

  static AttachRolePolicyResponse attach(AttachRolePolicyRequest request, Call call) {
    IamState iam = IamState.of(call);
    IamRole role = iam.role(request.roleName());
    String arn = iam.policy(request.policyArn()).arn();
    IamLimits.attach(role, arn, "Role");
    role.attached().add(arn);
    return AttachRolePolicyResponse.builder().build();
  }

  static DetachRolePolicyResponse detach(DetachRolePolicyRequest request, Call call) {
    String arn = request.policyArn();
    if (!IamState.of(call).role(request.roleName()).attached().remove(arn)) {
      throw new AwsError(404, "NoSuchEntity", "Policy " + arn + " was not found.");
    }
    return DetachRolePolicyResponse.builder().build();
  }

  private static ListAttachedRolePoliciesResponse listAttached(
      ListAttachedRolePoliciesRequest request, Call call) {
    IamState iam = IamState.of(call);
    List<AttachedPolicy> attached =
        iam.role(request.roleName()).attached().stream()
            .map(iam::policy)
            .map(
                one -> AttachedPolicy.builder().policyArn(one.arn()).policyName(one.name()).build())
            .toList();
    Page<AttachedPolicy> page = Page.of(attached, request.maxItems(), request.marker(), call);
    return ListAttachedRolePoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }
}
