package dev.referee.testkit.embedded.iam;

import com.google.common.base.Ascii;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.PolicyDocument;
import dev.referee.testkit.embedded.policy.PolicyStatement;
import java.util.Map;

/**
 * Refuses trust policies whose principals IAM does not know, and those that are too long.
 *
 * <p>Of users and roles in the account itself it is known whether they are there; those of other
 * accounts are taken.
 *
 * @param call who gives the policy
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">AWS
 *     JSON policy elements: Principal</a>
 */
record TrustPrincipals(Call call) {

  void check(String text) {
    PolicyDocument document = PolicyDocument.parse(text, PolicyDocument.Use.TRUST);
    for (PolicyStatement statement : document.statements()) {
      for (Map.Entry<String, String> principal : statement.principals().entries()) {
        if (!isValid(principal.getKey(), principal.getValue())) {
          throw new AwsError(
              400,
              "MalformedPolicyDocument",
              "Invalid principal in policy: \"%s\":\"%s\""
                  .formatted(Ascii.toUpperCase(principal.getKey()), principal.getValue()));
        }
      }
    }
    IamLimits.trust(text);
  }

  private boolean isValid(String kind, String name) {
    return switch (kind) {
      case "Service" -> name.matches("[a-z0-9.-]+\\.(amazonaws\\.com(\\.cn)?|aws\\.internal)");
      case "AWS" -> isAws(name);
      default -> true;
    };
  }

  /** Returns whether a name can be an AWS principal, and is one where it is of this account. */
  boolean isAws(String name) {
    if (name.equals("*") || name.matches("[0-9]{12}|A(ID|RO)A[A-Z0-9]{12,}")) {
      return true;
    }
    boolean identity = name.matches("arn:aws:iam::[0-9]{12}:(root|(user|role)/[\\w+=,.@/-]+)");
    boolean session =
        name.matches("arn:aws:sts::[0-9]{12}:(assumed-role|federated-user)/[\\w+=,.@/-]+");
    boolean own = name.startsWith("arn:aws:iam::" + call.accountId() + ":");
    return session || (identity && (!own || exists(name)));
  }

  private boolean exists(String arn) {
    return arn.endsWith(":root")
        || arn.endsWith(":user/" + AccountState.OWNER)
        || IamState.of(call).withArn(arn) != null;
  }
}
