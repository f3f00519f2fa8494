package dev.referee.iam;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;

/**
 * The decision about a request: allowed, denied, or unknown.
 *
 * <p>Immutable and thread-safe. No value of a condition is in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html">How
 *     AWS decides to allow or deny access</a>
 */
public sealed interface Decision {

  /** Returns a sentence for organisers: which statement decided, or what is missing. */
  String explanation();

  /** The effect of a statement on the requests that it covers. */
  enum Effect {
    /** Allows them, unless something else denies them. */
    ALLOW,
    /** Denies them, whatever else allows them. */
    DENY
  }

  /**
   * A statement that decides.
   *
   * @param type what its policy is attached to
   * @param policy the name under which the policy was given
   * @param statement its Sid, or its position, for example {@code #2}
   * @param effect whether it allows or denies
   * @param action the pattern that matches the action
   */
  record MatchedStatement(
      PolicyType type, String policy, String statement, Effect effect, String action) {
    /** Returns a phrase such as {@code Deny in inline policy 'x', statement 'A', matches ssm:*}. */
    public String explanation() {
      String effectName = effect == Effect.ALLOW ? "Allow" : "Deny";
      return effectName + " in " + policy + ", statement '" + statement + "', matches " + action;
    }
  }

  /**
   * A decision that the request is certainly allowed.
   *
   * @param by the statements that allow it, for each required kind of policy
   */
  record Allowed(List<MatchedStatement> by) implements Decision {
    /** Copies the list. */
    public Allowed {
      by = ImmutableList.copyOf(by);
    }

    @Override
    public String explanation() {
      return by.stream().map(MatchedStatement::explanation).collect(joining("; "));
    }
  }

  /** A decision that the request is certainly denied. */
  sealed interface Denied extends Decision {}

  /**
   * A denial by a statement, whatever else allows the request.
   *
   * @param by the first statement that denies it
   */
  record ExplicitlyDenied(MatchedStatement by) implements Denied {
    @Override
    public String explanation() {
      return by.explanation();
    }
  }

  /**
   * A denial by default: a policy that has to allow the request does not.
   *
   * @param by the kind of policy that does not allow it
   * @param policies the names of the policies that were evaluated
   * @param action the requested action
   */
  record ImplicitlyDenied(PolicyType by, List<String> policies, String action) implements Denied {
    /** Copies the list. */
    public ImplicitlyDenied {
      policies = ImmutableList.copyOf(policies);
    }

    @Override
    public String explanation() {
      return "No statement of the "
          + by.title()
          + " allows "
          + action
          + (policies.isEmpty()
              ? "; there are none"
              : "; evaluated " + String.join(", ", policies));
    }
  }

  /**
   * A decision that depends on something unknown.
   *
   * @param keys the condition keys whose values would have to be known
   * @param policies the policies that would have to be readable
   * @param reasons each reason as a phrase for organisers
   */
  record CannotKnow(Set<String> keys, Set<String> policies, List<String> reasons)
      implements Decision {
    /** Copies the collections. */
    public CannotKnow {
      keys = ImmutableSet.copyOf(keys);
      policies = ImmutableSet.copyOf(policies);
      reasons = ImmutableList.copyOf(reasons);
    }

    @Override
    public String explanation() {
      return "Cannot know: " + String.join("; ", reasons);
    }
  }
}
