package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.policy.PolicyDocument;
import dev.referee.testkit.embedded.policy.PolicyDocument.Use;
import dev.referee.testkit.embedded.service.Service;
import java.time.Instant;
import java.util.Collection;
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
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedRolePoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.Tag;

/** The managed policies of IAM, AWS's own among them. */
final class IamPolicies {
  private IamPolicies() {}

  static Service addTo(Service iam) {
    return iam.on(CreatePolicyRequest.class, CreatePolicyRequest::builder, IamPolicies::create)
        .on(GetPolicyRequest.class, GetPolicyRequest::builder, IamPolicies::get)
        .on(ListPoliciesRequest.class, ListPoliciesRequest::builder, IamPolicies::list)
        .on(DeletePolicyRequest.class, DeletePolicyRequest::builder, IamPolicies::delete)
        .on(AttachRolePolicyRequest.class, AttachRolePolicyRequest::builder, IamPolicies::attach)
        .on(DetachRolePolicyRequest.class, DetachRolePolicyRequest::builder, IamPolicies::detach)
        .on(
            ListAttachedRolePoliciesRequest.class,
            ListAttachedRolePoliciesRequest::builder,
            IamPolicies::listAttached);
  }

  static CreatePolicyResponse create(CreatePolicyRequest request, Call call) {
    IamTagRules.policy(request.tags());
    IamLimits.managed(request.policyDocument());
    IamState iam = IamState.of(call);
    String name = request.policyName();
    String arn = IamState.arn(call, "policy", request.path(), name);
    IamState.absent(
        iam.policies().get(arn),
        "A policy called " + name + " already exists. Duplicate names are not allowed.");
    PolicyDocument.parse(request.policyDocument(), Use.MANAGED);
    Instant now = call.clock().instant();
    Policy made =
        Policy.builder()
            .arn(arn)
            .policyName(name)
            .policyId(iam.uniqueId("ANPA"))
            .path(IamState.path(request.path()))
            .createDate(now)
            .description(request.description())
            .tags(request.tags())
            .build();
    ManagedPolicy policy = ManagedPolicy.of(made, request.policyDocument());
    iam.policies().put(arn, policy);
    return CreatePolicyResponse.builder()
        .policy(shown(iam, policy).toBuilder().description(null).build())
        .build();
  }

  /** Returns a policy with everything that is known of it; only GetPolicy shows all of that. */
  private static Policy shown(IamState iam, ManagedPolicy policy) {
    return policy.policy().toBuilder()
        .isAttachable(true)
        .attachmentCount(attachments(iam, policy.arn()))
        .permissionsBoundaryUsageCount(boundaries(iam, policy.arn()))
        .build();
  }

  private static int boundaries(IamState iam, String arn) {
    return Math.toIntExact(
        Stream.concat(iam.roles().values().stream(), iam.users().values().stream())
            .map(IamIdentity::boundary)
            .filter(boundary -> boundary != null && boundary.permissionsBoundaryArn().equals(arn))
            .count());
  }

  private static int attachments(IamState iam, String arn) {
    return Math.toIntExact(
        Stream.concat(iam.roles().values().stream(), iam.users().values().stream())
            .filter(identity -> identity.attached().contains(arn))
            .count());
  }

  private static GetPolicyResponse get(GetPolicyRequest request, Call call) {
    IamState iam = IamState.of(call);
    Policy policy = shown(iam, iam.policy(request.policyArn(), missing(request.policyArn())));
    return GetPolicyResponse.builder()
        .policy(policy.toBuilder().tags(List.copyOf(policy.tags())).build())
        .build();
  }

  private static String missing(String arn) {
    return "Policy " + arn + " was not found.";
  }

  /** Lists policies without their description and tags, as ListPolicies' page says. */
  private static ListPoliciesResponse list(ListPoliciesRequest request, Call call) {
    IamState iam = IamState.of(call);
    String scope = request.scopeAsString();
    List<Policy> policies =
        Stream.concat(
                "AWS".equals(scope) ? Stream.of() : iam.policies().values().stream(),
                "Local".equals(scope) ? Stream.of() : AwsManagedPolicies.all())
            .map(policy -> shown(iam, policy))
            .filter(policy -> policy.path().startsWith(IamState.path(request.pathPrefix())))
            .filter(
                policy ->
                    !Boolean.TRUE.equals(request.onlyAttached()) || policy.attachmentCount() > 0)
            .map(policy -> policy.toBuilder().description(null).tags((Collection<Tag>) null))
            .map(Policy.Builder::build)
            .toList();
    Page<Policy> page = Page.of(policies, request.maxItems(), request.marker(), call);
    return ListPoliciesResponse.builder()
        .policies(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  static DeletePolicyResponse delete(DeletePolicyRequest request, Call call) {
    IamState iam = IamState.of(call);
    iam.policy(request.policyArn(), missing(request.policyArn()));
    ManagedPolicy policy = iam.ownPolicy(request.policyArn());
    String arn = policy.arn();
    if (policy.versions().size() > 1) {
      throw IamState.conflict(
          "This policy has more than one version. Before you delete a policy, you must delete the"
              + " policy's versions. The default version is deleted with the policy.");
    }
    if (attachments(iam, arn) > 0) {
      throw IamState.conflict("Cannot delete a policy attached to entities.");
    }
    iam.policies().remove(arn);
    return DeletePolicyResponse.builder().build();
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
      throw new AwsError(404, "NoSuchEntity", missing(arn));
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
                policy ->
                    AttachedPolicy.builder()
                        .policyArn(policy.arn())
                        .policyName(policy.name())
                        .build())
            .toList();
    Page<AttachedPolicy> page = Page.of(attached, request.maxItems(), request.marker(), call);
    return ListAttachedRolePoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }
}
