package dev.referee.iam;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.policybuilder.iam.IamEffect;
import software.amazon.awssdk.policybuilder.iam.IamStatement;
import software.amazon.awssdk.policybuilder.iam.IamValue;

/**
 * A statement of a policy without its principals, prepared for comparison with requests.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html">Action</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html">Resource</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html">Condition</a>
 */
record Statement(
    String policy,
    String id,
    boolean allows,
    boolean variables,
    ImmutableList<String> actions,
    ImmutableList<String> notActions,
    ImmutableList<String> resources,
    ImmutableList<String> notResources,
    ImmutableList<Condition> conditions,
    Grantees grantees) {

  static Statement of(IamStatement read, String policy, int number, boolean variables) {
    return new Statement(
        policy,
        read.sid() == null || read.sid().isEmpty() ? "#" + number : read.sid(),
        read.effect().equals(IamEffect.ALLOW),
        variables,
        texts(read.actions()),
        texts(read.notActions()),
        texts(read.resources()),
        texts(read.notResources()),
        conditions(read),
        new Grantees(
            ImmutableList.copyOf(read.principals()), ImmutableList.copyOf(read.notPrincipals())));
  }

  private static ImmutableList<String> texts(List<? extends IamValue> values) {
    return values.stream().map(IamValue::value).collect(toImmutableList());
  }

  /** The SDK lists each value as a condition of its own. */
  private static ImmutableList<Condition> conditions(IamStatement read) {
    ImmutableListMultimap<Map.Entry<String, String>, String> values =
        read.conditions().stream()
            .collect(
                ImmutableListMultimap.toImmutableListMultimap(
                    condition -> Map.entry(condition.operator().value(), condition.key().value()),
                    condition -> condition.value()));
    return Multimaps.asMap(values).entrySet().stream()
        .map(
            entry ->
                new Condition(
                    entry.getKey().getKey(),
                    entry.getKey().getValue(),
                    ImmutableList.copyOf(entry.getValue())))
        .collect(toImmutableList());
  }

  /** Returns whether the statement applies to a request, whoever makes it. */
  Ternary covers(Request request, PolicyType type) {
    if (!coversAction(request.action())) {
      return Ternary.FALSE;
    }
    Variables values = new Variables(request.context(), variables);
    Ternary covered = coversResource(request.resource(), type, values);
    for (Condition condition : conditions) {
      covered = covered.isFalse() ? covered : covered.and(condition.holds(values));
    }
    return covered.and(valid(values));
  }

  /** Returns whether the statement certainly applies to every request for an action. */
  boolean coversAny(String action) {
    return coversAction(action) && conditions.isEmpty() && resources.contains("*");
  }

  /** Returns whether the statement applies to an action, for some resources in some contexts. */
  boolean coversAction(String action) {
    return actions.isEmpty() ? !matchAny(notActions, action) : matchAny(actions, action);
  }

  private static boolean matchAny(List<String> patterns, String action) {
    return patterns.stream().anyMatch(each -> Glob.of(each).matchesIgnoringCase(action));
  }

  private Ternary coversResource(String resource, PolicyType type, Variables values) {
    if (!resources.isEmpty()) {
      return matchAny(resources, resource, values);
    }
    if (!notResources.isEmpty()) {
      return matchAny(notResources, resource, values).not();
    }
    return type == PolicyType.RESOURCE
        ? Ternary.TRUE
        : Ternary.unknown(UnknownReason.policy(policy, "a statement has no Resource"));
  }

  private static Ternary matchAny(List<String> patterns, String resource, Variables values) {
    return patterns.stream()
        .map(each -> matches(each, resource, values))
        .reduce(Ternary.FALSE, Ternary::or);
  }

  /**
   * According to the documentation, a wildcard stays in its segment, unless it is a final {@code
   * *}.
   */
  private static Ternary matches(String pattern, String resource, Variables values) {
    Variables.Resolved arn = values.resolve(pattern, true, 5);
    if (arn.glob().matchesInSegments(resource)) {
      return arn.resolved();
    }
    return arn.matching(arn.glob().matches(resource))
        .and(
            Ternary.unknown(
                UnknownReason.rule("a wildcard matches only if it reaches beyond its segment")));
  }

  private Ternary valid(Variables values) {
    return Stream.concat(resources.stream(), notResources.stream())
        .map(each -> values.resolve(each, true, 5).valid())
        .reduce(Ternary.TRUE, Ternary::and);
  }

  /** Returns the location of a doubt about the statement. */
  String place() {
    return policy + ", statement '" + id + "'";
  }

  /** Returns the description of the statement for explanations. */
  Decision.MatchedStatement matched(PolicyType type, String action) {
    String by =
        actions.stream()
            .filter(each -> Glob.of(each).matchesIgnoringCase(action))
            .findFirst()
            .orElse("all but " + String.join(", ", notActions));
    return new Decision.MatchedStatement(
        type, policy, id, allows ? Decision.Effect.ALLOW : Decision.Effect.DENY, by);
  }
}
