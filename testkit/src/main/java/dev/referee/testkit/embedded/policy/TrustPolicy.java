package dev.referee.testkit.embedded.policy;

import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;

/**
 * An evaluator of trust policies that decides who may assume a role.
 *
 * @param policy the role's trust policy
 */
public record TrustPolicy(PolicyDocument policy) {
  public static final String ASSUME = "sts:AssumeRole";

  /**
   * Returns whether a caller may do something with the role.
   *
   * @param call who asks
   * @param action {@code sts:AssumeRole}, or what else comes with it
   * @param context the condition keys of the request
   */
  public boolean trusts(Call call, String action, ListMultimap<String, String> context) {
    boolean denied = false;
    boolean allowed = false;
    for (PolicyStatement statement : policy.statements()) {
      if (statement.matchesAction(action)
          && statement.holds(context)
          && statement.principals().get("AWS").stream()
              .anyMatch(principal -> is(principal, call))) {
        denied |= !statement.allow();
        allowed |= statement.allow();
      }
    }
    return allowed && !denied;
  }

  /** Returns whether the policy allows the caller itself, and not just the caller's account. */
  public boolean names(Call call) {
    return policy.statements().stream()
        .filter(statement -> statement.allow() && statement.matchesAction(ASSUME))
        .flatMap(statement -> statement.principals().get("AWS").stream())
        .anyMatch(
            principal ->
                principal.equals(call.principalArn())
                    || principal.equals(roleOf(call.principalArn())));
  }

  /** Returns whether an entry of Principal means a caller. */
  static boolean is(String principal, Call call) {
    String account = call.accountId();
    return principal.equals("*")
        || principal.equals(account)
        || principal.equals("arn:aws:iam::" + account + ":root")
        || principal.equals(call.principalArn())
        || principal.equals(roleOf(call.principalArn()));
  }

  /** Returns the role behind a session: {@code assumed-role/name/session} is of a role. */
  static String roleOf(String principalArn) {
    return principalArn
        .replaceFirst("^arn:aws:sts:", "arn:aws:iam:")
        .replaceFirst(":assumed-role/([^/]+)/.*$", ":role/$1");
  }
}
