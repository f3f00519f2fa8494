package dev.referee.iam;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static dev.referee.iam.PolicyType.IDENTITY;
import static dev.referee.iam.PolicyType.PERMISSIONS_BOUNDARY;
import static dev.referee.iam.PolicyType.RESOURCE;
import static dev.referee.iam.PolicyType.RESOURCE_CONTROL;
import static dev.referee.iam.PolicyType.SERVICE_CONTROL;
import static dev.referee.iam.PolicyType.SESSION;
import static dev.referee.iam.PolicyType.VPC_ENDPOINT;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The flow chart of AWS's policy evaluation, from explicit denials to the required permissions.
 *
 * <p>A step of the chart is the result of one kind of policy; the request is allowed if every step
 * allows it. A direct grant to the principal replaces three steps: identity-based policies, the
 * boundary, and session policies.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html">How
 *     AWS decides to allow or deny access</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html">Requests
 *     within a single account</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html">Requests
 *     across accounts</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html">Evaluation
 *     of service control policies</a>
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html">Why
 *     a key policy has to let IAM policies speak</a>
 */
final class EvaluationLogic {
  private final Request request;
  private final Evaluator policies;
  private final boolean sameAccount;

  EvaluationLogic(Request request, Evaluator policies, String accountOfResource) {
    this.request = request;
    this.policies = policies;
    this.sameAccount =
        accountOfResource.isEmpty() || accountOfResource.equals(request.principal().account());
  }

  /** Follows the chart. */
  Decision decide() {
    MatchingStatements denied =
        Stream.of(PolicyType.values())
            .map(policies::denied)
            .reduce(MatchingStatements.NONE, MatchingStatements::or);
    if (denied.truth().isTrue()) {
      return new Decision.ExplicitlyDenied(denied.by().asList().get(0));
    }
    Map<PolicyType, MatchingStatements> steps = steps();
    for (Map.Entry<PolicyType, MatchingStatements> entry : steps.entrySet()) {
      if (entry.getValue().truth().isFalse()) {
        return implicitlyDenied(entry.getKey());
      }
    }
    MatchingStatements allowed =
        steps.values().stream().reduce(MatchingStatements.UNLIMITED, MatchingStatements::and);
    return allowed.truth().isTrue() && denied.truth().isFalse()
        ? new Decision.Allowed(allowed.by().asList())
        : cannotKnow(Sets.union(denied.truth().doubts(), allowed.truth().doubts()));
  }

  /** Returns every step that has to allow the request, in AWS's order. */
  private Map<PolicyType, MatchingStatements> steps() {
    Map<PolicyType, MatchingStatements> steps = new LinkedHashMap<>();
    steps.put(RESOURCE_CONTROL, policies.limit(RESOURCE_CONTROL));
    steps.put(SERVICE_CONTROL, policies.limit(SERVICE_CONTROL));
    if (!request.principal().isEntity()) {
      steps.put(RESOURCE, policies.granted(Grantees.Meant::anyhow));
    } else if (!sameAccount) {
      steps.put(RESOURCE, policies.granted(Grantees.Meant::anyhow));
      entity(steps, MatchingStatements.NONE, policies.allowed(IDENTITY));
    } else if (request.isKeyOrTrust()) {
      steps.put(RESOURCE, policies.granted(Grantees.Meant::anyhow));
      MatchingStatements delegated =
          policies.granted(Grantees.Meant::account).and(policies.allowed(IDENTITY));
      entity(
          steps,
          policies.granted(Grantees.Meant::direct),
          policies.granted(Grantees.Meant::role).or(delegated));
    } else {
      entity(
          steps,
          policies.granted(Grantees.Meant::direct),
          policies.granted(Grantees.Meant::role).or(policies.allowed(IDENTITY)));
    }
    steps.put(VPC_ENDPOINT, policies.limit(VPC_ENDPOINT));
    return steps;
  }

  private void entity(
      Map<PolicyType, MatchingStatements> steps,
      MatchingStatements direct,
      MatchingStatements granted) {
    steps.put(IDENTITY, direct.or(granted));
    steps.put(PERMISSIONS_BOUNDARY, direct.or(policies.limit(PERMISSIONS_BOUNDARY)));
    steps.put(SESSION, direct.or(policies.limit(SESSION)));
  }

  private Decision implicitlyDenied(PolicyType type) {
    return new Decision.ImplicitlyDenied(type, policies.policies(type), request.action());
  }

  private static Decision cannotKnow(Collection<UnknownReason> doubts) {
    return new Decision.CannotKnow(
        names(doubts, UnknownReason.Kind.KEY),
        names(doubts, UnknownReason.Kind.POLICY),
        doubts.stream().map(UnknownReason::explanation).distinct().collect(toImmutableList()));
  }

  private static ImmutableSet<String> names(
      Collection<UnknownReason> doubts, UnknownReason.Kind kind) {
    return doubts.stream()
        .filter(reason -> reason.kind() == kind)
        .map(UnknownReason::name)
        .collect(toImmutableSet());
  }
}
