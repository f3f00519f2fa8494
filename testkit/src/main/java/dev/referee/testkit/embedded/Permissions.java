package dev.referee.testkit.embedded;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.PolicyDocument.Use;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * Decides what a role or a user may do, by inline and attached policies and the permissions
 * boundary.
 *
 * <p>Follows IAM's order: an explicit Deny anywhere wins, then policy and boundary both have to
 * allow. Session policies, organisations and resource policies are not looked at.
 */
record Permissions(IamState iam) {

  /** Says whether a role may; a role that is not there may nothing. */
  static boolean allowed(Call call, String roleName, String action, String resource) {
    IamState iam = IamState.of(call);
    IamRole role = iam.roles().get(roleName);
    return role != null
        && new Permissions(iam)
                .decide(
                    role,
                    action,
                    resource,
                    ImmutableListMultimap.of("aws:RequestedRegion", call.region()))
            == PolicyEvaluationDecisionType.ALLOWED;
  }

  PolicyEvaluationDecisionType decide(
      IamIdentity who, String action, String resource, ListMultimap<String, String> context) {
    PolicyEvaluationDecisionType granted = withoutBoundary(who, action, resource, context);
    AttachedPermissionsBoundary boundary = who.boundary();
    if (boundary == null || granted == PolicyEvaluationDecisionType.EXPLICIT_DENY) {
      return granted;
    }
    List<PolicyDocument> bounds = List.of(document(boundary.permissionsBoundaryArn()));
    PolicyEvaluationDecisionType bounded = decide(bounds, action, resource, context);
    return bounded == PolicyEvaluationDecisionType.ALLOWED ? granted : bounded;
  }

  /** Decides by the policies alone. */
  PolicyEvaluationDecisionType withoutBoundary(
      IamIdentity who, String action, String resource, ListMultimap<String, String> context) {
    return decide(policies(who), action, resource, context);
  }

  private static PolicyEvaluationDecisionType decide(
      List<PolicyDocument> policies,
      String action,
      String resource,
      ListMultimap<String, String> context) {
    List<Statement> speaking =
        policies.stream()
            .flatMap(policy -> policy.statements().stream())
            .filter(statement -> statement.concerns(action, resource, context))
            .toList();
    if (speaking.stream().anyMatch(statement -> !statement.allow())) {
      return PolicyEvaluationDecisionType.EXPLICIT_DENY;
    }
    return speaking.isEmpty()
        ? PolicyEvaluationDecisionType.IMPLICIT_DENY
        : PolicyEvaluationDecisionType.ALLOWED;
  }

  private List<PolicyDocument> policies(IamIdentity who) {
    return Stream.concat(
            who.inline().values().stream().map(text -> PolicyDocument.parse(text, Use.IDENTITY)),
            who.attached().stream().map(this::document))
        .toList();
  }

  private PolicyDocument document(String policyArn) {
    return PolicyDocument.parse(iam.policy(policyArn).document(), Use.IDENTITY);
  }
}
