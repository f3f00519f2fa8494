package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.policy.PolicyDocument;
import dev.referee.testkit.embedded.policy.PolicyDocument.Use;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;

/** An emulation of the inline and attached policies of IAM users. */
final class IamUserPolicies {
  private static final int MOST = 2048;

  private IamUserPolicies() {}

  static Service addTo(Service iam) {
    return iam.on(PutUserPolicyRequest.class, PutUserPolicyRequest::builder, IamUserPolicies::put)
        .on(GetUserPolicyRequest.class, GetUserPolicyRequest::builder, IamUserPolicies::get)
        .on(
            DeleteUserPolicyRequest.class,
            DeleteUserPolicyRequest::builder,
            IamUserPolicies::delete)
        .on(ListUserPoliciesRequest.class, ListUserPoliciesRequest::builder, IamUserPolicies::list)
        .on(
            AttachUserPolicyRequest.class,
            AttachUserPolicyRequest::builder,
            IamUserPolicies::attach)
        .on(
            DetachUserPolicyRequest.class,
            DetachUserPolicyRequest::builder,
            IamUserPolicies::detach)
        .on(
            ListAttachedUserPoliciesRequest.class,
            ListAttachedUserPoliciesRequest::builder,
            IamUserPolicies::listAttached);
  }

  private static IamUser user(String name, Call call) {
    return IamState.of(call).user(name);
  }

  private static PutUserPolicyResponse put(PutUserPolicyRequest request, Call call) {
    IamUser user = user(request.userName(), call);
    PolicyDocument.parse(request.policyDocument(), Use.IDENTITY);
    IamLimits.inline(
        user.inline(),
        request.policyName(),
        request.policyDocument(),
        "user",
        request.userName(),
        MOST);
    user.inline().put(request.policyName(), request.policyDocument());
    return PutUserPolicyResponse.builder().build();
  }

  private static GetUserPolicyResponse get(GetUserPolicyRequest request, Call call) {
    String document = user(request.userName(), call).inline().get(request.policyName());
    return GetUserPolicyResponse.builder()
        .userName(request.userName())
        .policyName(request.policyName())
        .policyDocument(IamRoles.encoded(IamState.found(document, missing(request.policyName()))))
        .build();
  }

  private static String missing(String policyName) {
    return "The user policy with name " + policyName + " cannot be found.";
  }

  private static DeleteUserPolicyResponse delete(DeleteUserPolicyRequest request, Call call) {
    IamState.found(
        user(request.userName(), call).inline().remove(request.policyName()),
        missing(request.policyName()));
    return DeleteUserPolicyResponse.builder().build();
  }

  private static ListUserPoliciesResponse list(ListUserPoliciesRequest request, Call call) {
    List<String> names = List.copyOf(user(request.userName(), call).inline().keySet());
    Page<String> page = Page.of(names, request.maxItems(), request.marker(), call);
    return ListUserPoliciesResponse.builder()
        .policyNames(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private static AttachUserPolicyResponse attach(AttachUserPolicyRequest request, Call call) {
    IamUser user = user(request.userName(), call);
    String arn = IamState.of(call).policy(request.policyArn()).arn();
    IamLimits.attach(user, arn, "User");
    user.attached().add(arn);
    return AttachUserPolicyResponse.builder().build();
  }

  private static DetachUserPolicyResponse detach(DetachUserPolicyRequest request, Call call) {
    String arn = request.policyArn();
    if (!user(request.userName(), call).attached().remove(arn)) {
      throw new AwsError(404, "NoSuchEntity", "Policy " + arn + " was not found.");
    }
    return DetachUserPolicyResponse.builder().build();
  }

  private static ListAttachedUserPoliciesResponse listAttached(
      ListAttachedUserPoliciesRequest request, Call call) {
    List<AttachedPolicy> attached =
        user(request.userName(), call).attached().stream()
            .map(IamState.of(call)::policy)
            .map(
                policy ->
                    AttachedPolicy.builder()
                        .policyArn(policy.arn())
                        .policyName(policy.name())
                        .build())
            .toList();
    Page<AttachedPolicy> page = Page.of(attached, request.maxItems(), request.marker(), call);
    return ListAttachedUserPoliciesResponse.builder()
        .attachedPolicies(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }
}
