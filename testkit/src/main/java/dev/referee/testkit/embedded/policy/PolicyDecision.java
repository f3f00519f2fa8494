package dev.referee.testkit.embedded.policy;

import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * A decision, and the kind of policy that made it.
 *
 * @param type the decision
 * @param by the kind of policy, in AWS's words; that of a denial where it is one
 */
public record PolicyDecision(PolicyEvaluationDecisionType type, String by) {
  public boolean allowed() {
    return type == PolicyEvaluationDecisionType.ALLOWED;
  }

  public boolean denied() {
    return type == PolicyEvaluationDecisionType.EXPLICIT_DENY;
  }
}
