package dev.referee.testkit.embedded.kms;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.iam.Iam;
import java.util.Map;
import software.amazon.awssdk.services.kms.model.GrantConstraints;
import software.amazon.awssdk.services.kms.model.GrantListEntry;

/**
 * A grant of a KMS key.
 *
 * @param key the key
 * @param shown the grant as KMS shows it
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/grants.html">Grants in AWS
 *     KMS</a>
 */
record KmsGrant(KmsKey key, GrantListEntry shown) {

  /** Returns the token by which a caller names the grant before it is known everywhere. */
  String token() {
    return shown.grantId() + key.id.replace("-", "");
  }

  /** Returns whether it allows an operation. */
  boolean allows(KmsRequestContext use, String operation) {
    return shown.operationsAsStrings().contains(operation)
        && isOf(shown.granteePrincipal(), use.call())
        && holds(use.encryptionContext());
  }

  /** Returns whether the caller may retire it without any policy. */
  boolean isRetiredBy(Call call) {
    return (shown.retiringPrincipal() != null && isOf(shown.retiringPrincipal(), call))
        || allows(new KmsRequestContext(call, Map.of()), "RetireGrant");
  }

  private static boolean isOf(String principal, Call call) {
    return principal.equals(call.principalArn())
        || Iam.callerKeys(call).containsEntry("aws:PrincipalArn", principal);
  }

  private boolean holds(Map<String, String> encryptionContext) {
    GrantConstraints constraints = shown.constraints();
    if (constraints == null) {
      return true;
    }
    return (!constraints.hasEncryptionContextEquals()
            || encryptionContext.equals(constraints.encryptionContextEquals()))
        && encryptionContext
            .entrySet()
            .containsAll(constraints.encryptionContextSubset().entrySet());
  }
}
