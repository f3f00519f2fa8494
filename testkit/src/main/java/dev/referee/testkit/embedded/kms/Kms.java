package dev.referee.testkit.embedded.kms;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
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
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;

/**
 * An emulation of KMS in one account and Region, with symmetric keys.
 *
 * <p>Nothing is secret here: whoever knows the id of a key could decrypt what it encrypted.
 */
public final class Kms {
  private static final int NAME_BYTES = 36;
  private static final int SHORT_KEY = 16;
  private static final int LONG_KEY = 32;
  private static final Pattern KEY_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}");

  private final Ids ids;
  private final Call home;
  private final Map<String, KmsKey> keys = new LinkedHashMap<>();
  private final Map<String, String> aliases = new TreeMap<>();

  private Kms(Call home) {
    this.home = home;
    this.ids = Ids.of(home);
  }

  /** Says whether the policy of a key is asked where an operation is answered. */
  static boolean decidesItself(String operation) {
    return Set.of("Decrypt", "Encrypt", "GenerateDataKey").contains(operation);
  }

  public static Kms of(Call call) {
    return call.regional(Kms.class, () -> new Kms(call));
  }

  CreateKeyResponse create(CreateKeyRequest request, Call call) {
    String id = ids.uuid();
    String policy =
        request.policy() == null ? KmsKey.defaultPolicy(home.accountId()) : request.policy();
    checked(policy);
    KmsKey made =
        new KmsKey(id, arn("key/" + id), call.clock().instant(), request.description(), policy);
    keys.put(id, made);
    return CreateKeyResponse.builder().keyMetadata(made.shown(home.accountId())).build();
  }

  DescribeKeyResponse describe(DescribeKeyRequest request, Call call) {
    return DescribeKeyResponse.builder()
        .keyMetadata(get(request.keyId()).shown(home.accountId()))
        .build();
  }

  EnableKeyResponse enable(EnableKeyRequest request, Call call) {
    get(request.keyId()).state = KeyState.ENABLED;
    return EnableKeyResponse.builder().build();
  }

  DisableKeyResponse disable(DisableKeyRequest request, Call call) {
    get(request.keyId()).state = KeyState.DISABLED;
    return DisableKeyResponse.builder().build();
  }

  ScheduleKeyDeletionResponse scheduleDeletion(ScheduleKeyDeletionRequest request, Call call) {
    KmsKey key = get(request.keyId());
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
        .policy(get(request.keyId()).policy)
        .policyName("default")
        .build();
  }

  PutKeyPolicyResponse putPolicy(PutKeyPolicyRequest request, Call call) {
    checked(request.policy());
    get(request.keyId()).policy = request.policy();
    return PutKeyPolicyResponse.builder().build();
  }

  CreateAliasResponse createAlias(CreateAliasRequest request, Call call) {
    if (aliases.containsKey(request.aliasName())) {
      throw new AwsError(
          400,
          "AlreadyExistsException",
          "An alias with the name " + arn(request.aliasName()) + " already exists");
    }
    aliases.put(request.aliasName(), get(request.targetKeyId()).id);
    return CreateAliasResponse.builder().build();
  }

  ListAliasesResponse aliases(ListAliasesRequest request, Call call) {
    String wanted = request.keyId() == null ? null : get(request.keyId()).id;
    List<AliasListEntry> found =
        aliases.entrySet().stream()
            .filter(alias -> wanted == null || alias.getValue().equals(wanted))
            .map(
                alias ->
                    AliasListEntry.builder()
                        .aliasName(alias.getKey())
                        .aliasArn(arn(alias.getKey()))
                        .targetKeyId(alias.getValue())
                        .build())
            .toList();
    Page<AliasListEntry> page = Page.of(found, request.limit(), request.marker(), call);
    return ListAliasesResponse.builder()
        .aliases(page.items())
        .truncated(page.truncated())
        .nextMarker(page.next())
        .build();
  }

  GenerateDataKeyResponse generateDataKey(GenerateDataKeyRequest request, Call call) {
    Map<String, String> context = request.encryptionContext();
    KmsKey key = usable(request.keyId(), call, "kms:GenerateDataKey", context);
    int length = request.keySpec() == DataKeySpec.AES_128 ? SHORT_KEY : LONG_KEY;
    byte[] plain = new byte[request.numberOfBytes() == null ? length : request.numberOfBytes()];
    new Random(Hashing.sha256().hashString(ids.hex(), UTF_8).asLong()).nextBytes(plain);
    return GenerateDataKeyResponse.builder()
        .keyId(key.arn)
        .ciphertextBlob(encrypted(key, plain, context))
        .plaintext(SdkBytes.fromByteArray(plain))
        .build();
  }

  EncryptResponse encrypt(EncryptRequest request, Call call) {
    Map<String, String> context = request.encryptionContext();
    KmsKey key = usable(request.keyId(), call, "kms:Encrypt", context);
    return EncryptResponse.builder()
        .keyId(key.arn)
        .ciphertextBlob(encrypted(key, request.plaintext().asByteArray(), context))
        .encryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
        .build();
  }

  /** Returns a ciphertext that no other call gets, which names its key. */
  private SdkBytes encrypted(KmsKey key, byte[] plain, Map<String, String> context) {
    return SdkBytes.fromByteArray(
        Bytes.concat(key.id.getBytes(UTF_8), key.encrypt(plain, context, ids.hex())));
  }

  public DecryptResponse decrypt(DecryptRequest request, Call call) {
    if (request.ciphertextBlob() == null) {
      throw new AwsError(
          400,
          "ValidationException",
          "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy"
              + " constraint: Member must not be null");
    }
    byte[] blob = request.ciphertextBlob().asByteArray();
    if (blob.length <= NAME_BYTES) {
      throw invalidCiphertext();
    }
    String id = new String(blob, 0, NAME_BYTES, UTF_8);
    if (!keys.containsKey(id)) {
      throw new AwsError(
          400,
          "AccessDeniedException",
          "The ciphertext refers to a customer master key that does not exist, does not exist in"
              + " this region, or you are not allowed to access.");
    }
    Map<String, String> context = request.encryptionContext();
    KmsKey key = usable(id, call, "kms:Decrypt", context);
    byte[] plain = key.decrypt(Arrays.copyOfRange(blob, NAME_BYTES, blob.length), context);
    if (plain == null) {
      throw invalidCiphertext();
    }
    return DecryptResponse.builder()
        .keyId(key.arn)
        .plaintext(SdkBytes.fromByteArray(plain))
        .encryptionAlgorithm(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT)
        .build();
  }

  private static AwsError invalidCiphertext() {
    return new AwsError(400, "InvalidCiphertextException", "");
  }

  private KmsKey usable(String keyId, Call call, String action, Map<String, String> context) {
    KmsKey key = get(keyId);
    if (!key.permits(call, action, context)) {
      throw new AwsError(
          400,
          "AccessDeniedException",
          "User: %s is not authorized to perform: %s on resource: %s"
              .formatted(call.principalArn(), action, key.arn));
    }
    if (key.state == KeyState.DISABLED) {
      throw new AwsError(400, "DisabledException", key.arn + " is disabled.");
    }
    if (key.state != KeyState.ENABLED) {
      throw new AwsError(400, "KMSInvalidStateException", key.arn + " is pending deletion.");
    }
    return key;
  }

  /** Returns a key by its id, its ARN, or an alias. */
  KmsKey get(@Nullable String name) {
    String last = name == null ? "" : name.substring(name.lastIndexOf(':') + 1);
    String id =
        last.startsWith("alias/") ? aliases.get(last) : last.substring(last.lastIndexOf('/') + 1);
    KmsKey found = id == null ? null : keys.get(id);
    if (found == null) {
      throw new AwsError(
          400,
          "NotFoundException",
          last.startsWith("alias/")
              ? "Alias " + arn(last) + " is not found."
              : missing(name, last));
    }
    return found;
  }

  private String missing(@Nullable String name, String last) {
    List<String> parts = Splitter.on(':').splitToList(Strings.nullToEmpty(name));
    if (parts.size() > 3 && !parts.get(3).equals(home.region())) {
      return "Invalid arn " + parts.get(3);
    }
    String id = last.substring(last.lastIndexOf('/') + 1);
    return KEY_ID.matcher(id).matches()
        ? "Key '" + arn("key/" + id) + "' does not exist"
        : "Invalid keyId '" + id + "'";
  }

  private static void checked(String policy) {
    try {
      ResourcePolicy.of(policy);
    } catch (AwsError malformed) {
      throw new AwsError(400, "MalformedPolicyDocumentException", malformed.message());
    }
  }

  private String arn(String resource) {
    return "arn:aws:kms:%s:%s:%s".formatted(home.region(), home.accountId(), resource);
  }
}
