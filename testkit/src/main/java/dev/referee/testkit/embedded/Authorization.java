package dev.referee.testkit.embedded;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * Decides whether a call may be made, by the identity-based policies of the role or the user that
 * makes it, as IAM's simulation does.
 *
 * <p>The account's own user may do everything. Nobody needs a permission to ask who one is.
 *
 * @param service the service that is called
 * @param operation the operation
 * @param call who calls
 */
record Authorization(Service service, String operation, Call call) {

  /** Refuses the call, in the words of its service, unless policies allow it. */
  void require(SdkPojo request) {
    IamIdentity who = IamState.of(call).identity(call.principalArn());
    if (who == null || isFree()) {
      return;
    }
    boolean trusted = operation.equals("AssumeRole") && trustNamesCaller(request);
    Permissions permissions = new Permissions(IamState.of(call));
    for (String resource : new RequestedResources(service, operation, call).of(request)) {
      PolicyEvaluationDecisionType decision =
          permissions.decide(who, action(), resource, context(resource));
      boolean refused =
          trusted
              ? decision == PolicyEvaluationDecisionType.EXPLICIT_DENY
              : decision != PolicyEvaluationDecisionType.ALLOWED;
      if (refused) {
        throw new Refusals(service.protocol())
            .denied(call.principalArn(), action(), resource, reason(who, resource, decision));
      }
    }
  }

  private String action() {
    return service.signingName() + ":" + operation;
  }

  /** Says whether a call needs no identity-based policy, or is decided on where it is answered. */
  private boolean isFree() {
    return switch (service.signingName()) {
      case "sts" -> !operation.equals("AssumeRole");
      case "kms" -> operation.equals("Decrypt") || operation.equals("GenerateDataKey");
      default -> false;
    };
  }

  /**
   * Says whether a role's trust policy names the caller, which is enough within an account unless a
   * policy denies it.
   */
  private boolean trustNamesCaller(SdkPojo request) {
    IamState iam = IamState.of(call);
    var role = iam.roleWithArn(String.valueOf(Members.member(request, "RoleArn")));
    return role != null && new TrustPolicy(iam.role(role.roleName()).trust()).names(call);
  }

  private ListMultimap<String, String> context(String resource) {
    ImmutableListMultimap.Builder<String, String> context = ImmutableListMultimap.builder();
    context.put("aws:RequestedRegion", call.region());
    context.put("aws:SecureTransport", "true");
    context.put("aws:PrincipalAccount", call.accountId());
    context.put("aws:PrincipalArn", TrustPolicy.roleOf(call.principalArn()));
    if (call.principalArn().contains(":user/")) {
      context.put("aws:username", call.principalArn().replaceFirst(".*/", ""));
      context.put("aws:PrincipalType", "User");
    } else {
      context.put("aws:PrincipalType", "AssumedRole");
    }
    if (resource.startsWith("arn:aws:ec2:")) {
      for (var tag : Ec2.of(call).tags.of(resource.substring(resource.lastIndexOf('/') + 1))) {
        context.put("aws:ResourceTag/" + tag.key(), tag.value());
        context.put(service.signingName() + ":ResourceTag/" + tag.key(), tag.value());
      }
    }
    return context.build();
  }

  private String reason(IamIdentity who, String resource, PolicyEvaluationDecisionType decision) {
    if (decision == PolicyEvaluationDecisionType.EXPLICIT_DENY) {
      return " with an explicit deny in an identity-based policy";
    }
    boolean bounded =
        who.boundary() != null
            && new Permissions(IamState.of(call))
                    .withoutBoundary(who, action(), resource, context(resource))
                == PolicyEvaluationDecisionType.ALLOWED;
    return " because no "
        + (bounded ? "permissions boundary" : "identity-based policy")
        + " allows the "
        + action()
        + " action";
  }
}
