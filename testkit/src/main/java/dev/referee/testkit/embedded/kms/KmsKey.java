package dev.referee.testkit.embedded.kms;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ListMultimap;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.PolicyDecision;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.DeliveryResult;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CustomerMasterKeySpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;

/** A symmetric KMS key with its policy. */
final class KmsKey {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final Map<String, String> MANAGED_CONTENT =
      Map.of("sqs", "messages", "ssm", "parameters");

  final String id;
  final String arn;
  final Instant created;
  final @Nullable String description;
  final KeyManagerType manager;
  String policy;
  KeyState state = KeyState.ENABLED;
  @Nullable Instant deletion;
  final Map<String, String> tags = new TreeMap<>();
  final List<KmsGrant> grants = new ArrayList<>();

  KmsKey(String id, String arn, Instant created, CreateKeyRequest request, KeyManagerType manager) {
    this.id = id;
    this.arn = arn;
    this.created = created;
    this.description = request.description();
    this.policy = request.policy();
    this.manager = manager;
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
   * Returns the policy of a key that AWS manages: all of the account may use it, through a service.
   */
  static String managedPolicy(Call call, String service) {
    return """
    {"Version":"2012-10-17","Id":"auto-%1$s-1","Statement":[
    {"Sid":"Allow access through Amazon Web Services","Effect":"Allow",
    "Principal":{"AWS":"*"},"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*",
    "kms:GenerateDataKey*","kms:CreateGrant","kms:DescribeKey"],"Resource":"*",
    "Condition":{"StringEquals":{"kms:ViaService":"%1$s.%2$s.amazonaws.com",
    "kms:CallerAccount":"%3$s"}}},
    {"Sid":"Allow direct access to key metadata to the account","Effect":"Allow",
    "Principal":{"AWS":"arn:aws:iam::%3$s:root"},"Action":["kms:Describe*","kms:Get*",
    "kms:List*","kms:RevokeGrant"],"Resource":"*"}]}
    """
        .formatted(service, call.region(), call.accountId())
        .replace("\n", "");
  }

  /** Returns the description of a key that AWS manages. */
  static String managedDescription(String service) {
    return "Default key that protects my %s %s when no other key is defined"
        .formatted(service.toUpperCase(Locale.ROOT), MANAGED_CONTENT.getOrDefault(service, "data"));
  }

  /** Returns this key, which must not be disabled or about to be deleted. */
  KmsKey enabled() {
    if (state == KeyState.DISABLED) {
      throw new AwsError(400, "DisabledException", arn + " is disabled.");
    }
    return notDeleted();
  }

  /** Returns this key, which must not be about to be deleted. */
  KmsKey notDeleted() {
    if (state == KeyState.PENDING_DELETION) {
      throw new AwsError(400, "KMSInvalidStateException", arn + " is pending deletion.");
    }
    return this;
  }

  AwsError denied(Call call, String action) {
    return new AwsError(
        400,
        "AccessDeniedException",
        "User: %s is not authorized to perform: %s on resource: %s"
            .formatted(call.principalArn(), action, arn));
  }

  /** Returns whether a grant allows an operation. */
  boolean grants(KmsRequestContext use, String operation) {
    return grants.stream().anyMatch(grant -> grant.allows(use, operation));
  }

  /**
   * Returns whether a caller may do something with this key: as its policy or a grant says, or as
   * the caller's own policies say where the key's policy leaves that to the account.
   */
  boolean permits(KmsRequestContext use, String action) {
    Call call = use.call();
    ListMultimap<String, String> context = use.conditionKeys(this);
    ResourcePolicy resource = ResourcePolicy.of(policy);
    PolicyDecision own = Iam.of(call).decide(call, new NeededPermission(action, arn, context));
    if (own.denied() || resource.denies(call, action, arn, context)) {
      return false;
    }
    return grants(use, action.substring("kms:".length()))
        || (resource.allows(call, action, arn, context)
            && (own.allowed() || resource.allowsByName(call, action, arn, context)));
  }

  /** Returns whether this key can be used and its policy allows a service to. */
  DeliveryResult usableByService(
      String service, ListMultimap<String, String> context, List<String> actions) {
    if (state != KeyState.ENABLED) {
      return new DeliveryResult(
          false,
          "The KMS key %s is %s."
              .formatted(arn, state == KeyState.DISABLED ? "disabled" : "pending deletion"));
    }
    ResourcePolicy resource = ResourcePolicy.of(policy);
    return actions.stream()
        .filter(action -> !resource.allowsService(service, action, arn, context))
        .findFirst()
        .map(
            action ->
                new DeliveryResult(
                    false,
                    "The policy of the KMS key %s does not allow %s to %s."
                        .formatted(arn, action, service)))
        .orElseGet(() -> new DeliveryResult(true, ""));
  }

  /**
   * Returns the ciphertext of some bytes, bound to an encryption context.
   *
   * @param seed what the nonce is made from; no two ciphertexts of a key may have the same
   */
  byte[] encrypt(byte[] plain, Map<String, String> encryptionContext, String seed) {
    byte[] nonce = Arrays.copyOf(Hashing.sha256().hashString(seed, UTF_8).asBytes(), NONCE_BYTES);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, encryptionContext);
      return Bytes.concat(nonce, cipher.doFinal(plain));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Cannot encrypt by AES-GCM", impossible);
    }
  }

  /** Returns the bytes of a ciphertext; null if it is not of this key and encryption context. */
  byte @Nullable [] decrypt(byte[] ciphertext, Map<String, String> encryptionContext) {
    if (ciphertext.length < NONCE_BYTES) {
      return null;
    }
    try {
      byte[] nonce = Arrays.copyOf(ciphertext, NONCE_BYTES);
      return cipher(Cipher.DECRYPT_MODE, nonce, encryptionContext)
          .doFinal(ciphertext, NONCE_BYTES, ciphertext.length - NONCE_BYTES);
    } catch (AEADBadTagException notOurs) {
      return null;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Cannot decrypt by AES-GCM", impossible);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, Map<String, String> encryptionContext)
      throws GeneralSecurityException {
    byte[] material = Hashing.sha256().hashString(id, UTF_8).asBytes();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(material, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    JsonNode bound = JsonCodec.JSON.valueToTree(new TreeMap<>(encryptionContext));
    cipher.updateAAD(bound.toString().getBytes(UTF_8));
    return cipher;
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
        .keyManager(manager)
        .keySpec(KeySpec.SYMMETRIC_DEFAULT)
        .customerMasterKeySpec(CustomerMasterKeySpec.SYMMETRIC_DEFAULT)
        .encryptionAlgorithms(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
        .multiRegion(false)
        .build();
  }
}
