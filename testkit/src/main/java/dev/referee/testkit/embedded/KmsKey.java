package dev.referee.testkit.embedded;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.kms.model.CustomerMasterKeySpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;

/** A symmetric key of KMS, and its policy. */
final class KmsKey {
  final String id;
  final String arn;
  final Instant created;
  final @Nullable String description;
  String policy;
  KeyState state = KeyState.ENABLED;
  @Nullable Instant deletion;

  KmsKey(String id, String arn, Instant created, @Nullable String description, String policy) {
    this.id = id;
    this.arn = arn;
    this.created = created;
    this.description = description;
    this.policy = policy;
  }

  /** Returns the policy of a key that was made with none: the account decides by IAM. */
  static String defaultPolicy(String accountId) {
    return """
    {"Version":"2012-10-17","Id":"key-default-1","Statement":[
    {"Sid":"Enable IAM User Permissions","Effect":"Allow",
    "Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"kms:*","Resource":"*"}]}
    """
        .formatted(accountId)
        .replace("\n", "");
  }

  /**
   * Says whether a caller may do something with this key: as its policy says, or as the caller's
   * own policies say where the key's policy leaves that to the account.
   */
  boolean permits(Call call, String action, Map<String, String> encryptionContext) {
    ImmutableListMultimap.Builder<String, String> known = ImmutableListMultimap.builder();
    encryptionContext.forEach((key, value) -> known.put("kms:EncryptionContext:" + key, value));
    known.putAll("kms:EncryptionContextKeys", encryptionContext.keySet());
    known.put("kms:CallerAccount", call.accountId());
    known.putAll(CallerKeys.of(call));
    ListMultimap<String, String> context = known.build();
    ResourcePolicy resource = ResourcePolicy.of(policy);
    IamState iam = IamState.of(call);
    IamIdentity who = iam.identity(call.principalArn());
    PolicyEvaluationDecisionType own =
        who == null
            ? PolicyEvaluationDecisionType.ALLOWED
            : new Permissions(iam)
                .decide(who, call.session(), new NeededPermission(action, arn, context))
                .type();
    if (own == PolicyEvaluationDecisionType.EXPLICIT_DENY
        || resource.denies(call, action, arn, context)) {
      return false;
    }
    return resource.allows(call, action, arn, context)
        && (own == PolicyEvaluationDecisionType.ALLOWED
            || resource.allowsByName(call, action, arn, context));
  }

  @SuppressWarnings("deprecation") // KMS still shows the member that keySpec replaced.
  KeyMetadata shown(String accountId) {
    return KeyMetadata.builder()
        .awsAccountId(accountId)
        .keyId(id)
        .arn(arn)
        .creationDate(created)
        .enabled(state == KeyState.ENABLED)
        .description(description == null ? "" : description)
        .keyUsage(KeyUsageType.ENCRYPT_DECRYPT)
        .keyState(state)
        .deletionDate(deletion)
        .origin(OriginType.AWS_KMS)
        .keyManager(KeyManagerType.CUSTOMER)
        .keySpec(KeySpec.SYMMETRIC_DEFAULT)
        .customerMasterKeySpec(CustomerMasterKeySpec.SYMMETRIC_DEFAULT)
        .encryptionAlgorithms(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
        .multiRegion(false)
        .build();
  }
}
