package dev.referee.testkit.embedded.kms;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.DeliveryResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextRequest;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyWithoutPlaintextResponse;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;

/**
 * An emulation of KMS in one account and Region, with symmetric keys.
 *
 * <p>Nothing is secret here: anyone who knows the id of a key could decrypt its ciphertexts.
 */
public final class Kms {
  private static final int NAME_BYTES = 36;

  /** What KMS says of the key of a ciphertext that the caller may not know. */
  public static final String NO_CIPHERTEXT_KEY =
      "The ciphertext refers to a customer master key that does not exist, does not exist in this"
          + " region, or you are not allowed to access.";

  private final Ids ids;
  private final Call home;
  private final Map<String, KmsKey> keys = new LinkedHashMap<>();
  final KmsAliases aliases = new KmsAliases(this);

  private Kms(Call context) {
    this.home = context;
    this.ids = Ids.of(context);
  }

  /** Returns whether the policy of a key is asked where an operation is answered. */
  static boolean decidesItself(String operation) {
    return Set.of(
            "Decrypt",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "RetireGrant")
        .contains(operation);
  }

  public static Kms of(Call call) {
    return call.regional(Kms.class, () -> new Kms(call));
  }

  CreateKeyResponse create(CreateKeyRequest request, Call call) {
    String policy =
        request.policy() == null ? KmsKey.defaultPolicy(home.accountId()) : request.policy();
    checked(policy);
    KmsKey made = made(request.toBuilder().policy(policy).build(), KeyManagerType.CUSTOMER);
    return CreateKeyResponse.builder().keyMetadata(made.shown(home.accountId())).build();
  }

  /** Creates the key of this account that AWS manages for a service, unless it is there. */
  public void ensureManaged(String service) {
    String alias = KmsAliases.MANAGED + service;
    if (aliases.keyId(alias) == null) {
      CreateKeyRequest request =
          CreateKeyRequest.builder()
              .policy(KmsKey.managedPolicy(home, service))
              .description(KmsKey.managedDescription(service))
              .build();
      aliases.name(alias, made(request, KeyManagerType.AWS));
    }
  }

  private KmsKey made(CreateKeyRequest request, KeyManagerType manager) {
    String id = ids.uuid();
    KmsKey made = new KmsKey(id, arn("key/" + id), home.clock().instant(), request, manager);
    KmsTags.add(request.tags(), made.tags);
    keys.put(id, made);
    return made;
  }

  DescribeKeyResponse describe(DescribeKeyRequest request, Call call) {
    return DescribeKeyResponse.builder()
        .keyMetadata(get(request.keyId()).shown(home.accountId()))
        .build();
  }

  ListKeysResponse list(ListKeysRequest request, Call call) {
    List<KeyListEntry> all =
        keys.values().stream()
            .map(key -> KeyListEntry.builder().keyId(key.id).keyArn(key.arn).build())
            .toList();
    Page<KeyListEntry> page = Page.of(all, request.limit(), request.marker(), call);
    return ListKeysResponse.builder()
        .keys(page.items())
        .truncated(page.truncated())
        .nextMarker(page.next())
        .build();
  }

  /** Returns the tags of a resource; of one that is not there none. */
  Map<String, String> tags(String arn) {
    KmsKey found = keys.get(arn.substring(arn.lastIndexOf('/') + 1));
    return found == null || !found.arn.equals(arn) ? Map.of() : found.tags;
  }

  /** Returns the grants of all keys. */
  Stream<KmsGrant> grants() {
    return keys.values().stream().flatMap(key -> key.grants.stream());
  }

  EnableKeyResponse enable(EnableKeyRequest request, Call call) {
    key(request.keyId()).state = KeyState.ENABLED;
    return EnableKeyResponse.builder().build();
  }

  DisableKeyResponse disable(DisableKeyRequest request, Call call) {
    key(request.keyId()).state = KeyState.DISABLED;
    return DisableKeyResponse.builder().build();
  }

  ScheduleKeyDeletionResponse scheduleDeletion(ScheduleKeyDeletionRequest request, Call call) {
    KmsKey key = key(request.keyId());
    int days = request.pendingWindowInDays() == null ? 30 : request.pendingWindowInDays();
    key.state = KeyState.PENDING_DELETION;
    key.deletion = call.clock().instant().plus(Duration.ofDays(days));
    return ScheduleKeyDeletionResponse.builder()
        .keyId(key.arn)
        .deletionDate(key.deletion)
        .keyState(key.state)
        .pendingWindowInDays(days)
        .build();
  }

  GetKeyPolicyResponse policy(GetKeyPolicyRequest request, Call call) {
    return GetKeyPolicyResponse.builder()
        .policy(key(request.keyId()).policy)
        .policyName("default")
        .build();
  }

  PutKeyPolicyResponse putPolicy(PutKeyPolicyRequest request, Call call) {
    checked(request.policy());
    key(request.keyId()).policy = request.policy();
    return PutKeyPolicyResponse.builder().build();
  }

  GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request, Call call) {
    return dataKey(request, call, "kms:GenerateDataKey");
  }

  GenerateDataKeyWithoutPlaintextResponse generateDataKey(
      GenerateDataKeyWithoutPlaintextRequest request, Call call) {
    GenerateDataKeyRequest same =
        GenerateDataKeyRequest.builder()
            .keyId(request.keyId())
            .keySpec(request.keySpecAsString())
            .numberOfBytes(request.numberOfBytes())
            .encryptionContext(request.encryptionContext())
            .build();
    GenerateDataKeyResponse made = dataKey(same, call, "kms:GenerateDataKeyWithoutPlaintext");
    return GenerateDataKeyWithoutPlaintextResponse.builder()
        .keyId(made.keyId())
        .ciphertextBlob(made.ciphertextBlob())
        .build();
  }

  private GenerateDataKeyResponse dataKey(
      GenerateDataKeyRequest request, Call call, String action) {
    Map<String, String> context = request.encryptionContext();
    KmsKey key = usable(request.keyId(), new KmsRequestContext(call, context), action);
    byte[] plain = new byte[DataKeyLength.of(request)];
    new Random(Hashing.sha256().hashString(ids.hex(), UTF_8).asLong()).nextBytes(plain);
    return GenerateDataKeyResponse.builder()
        .keyId(key.arn)
        .ciphertextBlob(encrypted(key, plain, context))
        .plaintext(SdkBytes.fromByteArray(plain))
        .build();
  }

  EncryptResponse encrypt(EncryptRequest request, Call call) {
    KmsRequestContext use = new KmsRequestContext(call, request.encryptionContext());
    return EncryptResponse.builder()
        .keyId(get(request.keyId()).arn)
        .ciphertextBlob(encrypt(request.keyId(), request.plaintext(), use))
        .encryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
        .build();
  }

  SdkBytes encrypt(String keyId, SdkBytes plain, KmsRequestContext use) {
    KmsKey key = usable(keyId, use, "kms:Encrypt");
    return encrypted(key, plain.asByteArray(), use.encryptionContext());
  }

  /** Returns a ciphertext that no other call gets, which names its key. */
  private SdkBytes encrypted(KmsKey key, byte[] plain, Map<String, String> context) {
    return SdkBytes.fromByteArray(
        Bytes.concat(key.id.getBytes(UTF_8), key.encrypt(plain, context, ids.hex())));
  }

  public DecryptResponse decrypt(DecryptRequest request, Call call) {
    if (request.ciphertextBlob() == null) {
      throw invalid(
          "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy"
              + " constraint: Member must not be null");
    }
    KmsKey key = keyOf(request.ciphertextBlob());
    KmsRequestContext use = new KmsRequestContext(call, request.encryptionContext());
    return DecryptResponse.builder()
        .keyId(key.arn)
        .plaintext(decrypt(request.ciphertextBlob(), use))
        .encryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
        .build();
  }

  /** Encrypts for a caller who asks another service, {@code ssm}. */
  public SdkBytes encryptVia(
      String service, String keyId, SdkBytes plain, Map<String, String> context, Call call) {
    return encrypt(keyId, plain, new KmsRequestContext(call, context, service));
  }

  /** Decrypts for a caller who asks another service, {@code ssm}. */
  public SdkBytes decryptVia(
      String service, SdkBytes ciphertext, Map<String, String> context, Call call) {
    return decrypt(ciphertext, new KmsRequestContext(call, context, service));
  }

  SdkBytes decrypt(SdkBytes ciphertext, KmsRequestContext use) {
    KmsKey key = usable(keyOf(ciphertext).id, use, "kms:Decrypt");
    byte[] blob = ciphertext.asByteArray();
    byte[] plain =
        key.decrypt(Arrays.copyOfRange(blob, NAME_BYTES, blob.length), use.encryptionContext());
    if (plain == null) {
      throw invalidCiphertext();
    }
    return SdkBytes.fromByteArray(plain);
  }

  private KmsKey keyOf(SdkBytes ciphertext) {
    byte[] blob = ciphertext.asByteArray();
    if (blob.length <= NAME_BYTES) {
      throw invalidCiphertext();
    }
    KmsKey key = keys.get(new String(blob, 0, NAME_BYTES, UTF_8));
    if (key == null) {
      throw new AwsError(400, "AccessDeniedException", NO_CIPHERTEXT_KEY);
    }
    return key;
  }

  static AwsError invalid(String message) {
    return new AwsError(400, "ValidationException", message);
  }

  private static AwsError invalidCiphertext() {
    return new AwsError(400, "InvalidCiphertextException", "");
  }

  private KmsKey usable(String keyId, KmsRequestContext use, String action) {
    KmsKey key = get(keyId);
    if (!key.permits(use, action)) {
      throw key.denied(use.call(), action);
    }
    return key.enabled();
  }

  /** Returns why a caller cannot use a key through another service; null if it can. */
  public @Nullable AwsError refusalVia(
      String service, String keyId, Map<String, String> context, Call call, String action) {
    try {
      usable(keyId, new KmsRequestContext(call, context, service), action);
      return null;
    } catch (AwsError refused) {
      return refused;
    }
  }

  /**
   * Returns whether a service that delivers for this account can use a key. Only its policy can
   * allow that.
   *
   * @param keyId the id, the ARN or an alias of the key
   * @param servicePrincipal the service, {@code sns.amazonaws.com}
   * @param sourceArn what it delivers for, {@code aws:SourceArn} in the key's policy
   * @param actions what it needs, {@code kms:Decrypt}
   */
  public DeliveryResult usableByService(
      String keyId, String servicePrincipal, String sourceArn, String... actions) {
    KmsKey key = find(keyId);
    if (key == null || (keyId.startsWith("arn:") && !keyId.startsWith(arn("")))) {
      return new DeliveryResult(false, "The KMS key " + keyId + " does not exist.");
    }
    return key.usableByService(
        servicePrincipal,
        ResourcePolicy.serviceContext(servicePrincipal, sourceArn, home.accountId()),
        List.of(actions));
  }

  static boolean isAlias(String name) {
    return last(name).startsWith(KmsAliases.PREFIX);
  }

  /** Returns a key by its id or its ARN; most operations take no alias. */
  KmsKey key(String name) {
    if (isAlias(name)) {
      throw new AwsError(
          400, "InvalidArnException", "Key Aliases are not supported for this operation.");
    }
    return get(name);
  }

  /** Returns a key by its id, its ARN, or an alias. */
  KmsKey get(@Nullable String name) {
    KmsKey found = name == null ? null : find(name);
    if (found == null) {
      throw KeyNotFound.of(name, home);
    }
    return found;
  }

  @Nullable KmsKey find(String name) {
    String last = last(name);
    String id =
        last.startsWith(KmsAliases.PREFIX)
            ? aliases.keyId(last)
            : last.substring(last.lastIndexOf('/') + 1);
    return id == null ? null : keys.get(id);
  }

  static String last(String name) {
    return name.substring(name.lastIndexOf(':') + 1);
  }

  private static void checked(String policy) {
    try {
      ResourcePolicy.of(policy);
    } catch (AwsError malformed) {
      throw new AwsError(400, "MalformedPolicyDocumentException", malformed.message());
    }
  }

  String arn(String resource) {
    return "arn:aws:kms:%s:%s:%s".formatted(home.region(), home.accountId(), resource);
  }
}
