package dev.referee.testkit.embedded.iam;

import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.SessionContext;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.PolicyDecision;
import dev.referee.testkit.embedded.policy.PolicyDocument;
import dev.referee.testkit.embedded.policy.PolicyDocument.Use;
import dev.referee.testkit.embedded.policy.PolicyStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * Decides what a role or a user may do, by inline and attached policies, the permissions boundary,
 * and the policies of the session.
 *
 * <p>Follows IAM's order: an explicit Deny anywhere wins, then each of them has to allow.
 * Organisations and resource policies are not looked at.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
record IdentityPermissions(IamState iam) {

  private record Layer(String kind, List<PolicyDocument> policies) {}

  PolicyEvaluationDecisionType decide(
      IamIdentity identity, String action, String resource, ListMultimap<String, String> context) {
    return decide(identity, SessionContext.NONE, new NeededPermission(action, resource, context))
        .type();
  }

  PolicyDecision decide(IamIdentity identity, SessionContext session, NeededPermission needed) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer("identity-based policy", policies(identity)));
    AttachedPermissionsBoundary boundary = identity.boundary();
    if (boundary != null) {
      layers.add(
          new Layer("permissions boundary", List.of(document(boundary.permissionsBoundaryArn()))));
    }
    if (!session.policies().isEmpty()) {
      layers.add(
          new Layer(
              "session policy",
              session.policies().stream()
                  .map(text -> PolicyDocument.parse(text, Use.IDENTITY))
                  .toList()));
    }
    List<PolicyDecision> decisions =
        layers.stream()
            .map(layer -> new PolicyDecision(decide(layer.policies(), needed), layer.kind()))
            .toList();
    return decisions.stream()
        .filter(PolicyDecision::denied)
        .findFirst()
        .or(() -> decisions.stream().filter(decision -> !decision.allowed()).findFirst())
        .orElse(decisions.get(0));
  }

  private static PolicyEvaluationDecisionType decide(
      List<PolicyDocument> policies, NeededPermission needed) {
    List<PolicyStatement> speaking =
        policies.stream()
            .flatMap(policy -> policy.statements().stream())
            .filter(
                statement ->
                    statement.concerns(needed.action(), needed.resource(), needed.context()))
            .toList();
    if (speaking.stream().anyMatch(statement -> !statement.allow())) {
      return PolicyEvaluationDecisionType.EXPLICIT_DENY;
    }
    return speaking.isEmpty()
        ? PolicyEvaluationDecisionType.IMPLICIT_DENY
        : PolicyEvaluationDecisionType.ALLOWED;
  }

  private List<PolicyDocument> policies(IamIdentity identity) {
    return Stream.concat(
            identity.inline().values().stream()
                .map(text -> PolicyDocument.parse(text, Use.IDENTITY)),
            identity.attached().stream().map(this::document))
        .toList();
  }

  private PolicyDocument document(String policyArn) {
    return PolicyDocument.parse(iam.policy(policyArn).document(), Use.IDENTITY);
  }
}
