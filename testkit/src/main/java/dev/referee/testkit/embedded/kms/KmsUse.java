package dev.referee.testkit.embedded.kms;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.iam.Iam;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The use of a KMS key by a caller, itself or through a service.
 *
 * @param call who uses the key
 * @param encryptionContext the encryption context
 * @param via the service that calls KMS for the caller, such as {@code ssm}; null when none does
 */
record KmsUse(Call call, Map<String, String> encryptionContext, @Nullable String via) {

  KmsUse(Call call, Map<String, String> encryptionContext) {
    this(call, encryptionContext, null);
  }

  /** Returns the condition keys of this use of a key. */
  ListMultimap<String, String> conditionKeys(KmsKey key) {
    ListMultimap<String, String> keys = MultimapBuilder.linkedHashKeys().arrayListValues().build();
    encryptionContext.forEach((name, value) -> keys.put("kms:EncryptionContext:" + name, value));
    keys.putAll("kms:EncryptionContextKeys", encryptionContext.keySet());
    keys.put("kms:CallerAccount", call.accountId());
    keys.putAll(Iam.callerKeys(call));
    key.tags.forEach(
        (name, value) -> {
          keys.put("aws:ResourceTag/" + name, value);
          keys.put("kms:ResourceTag/" + name, value);
        });
    if (via != null) {
      keys.put("kms:ViaService", via + "." + call.region() + ".amazonaws.com");
      keys.replaceValues("aws:ViaAWSService", List.of("true"));
    }
    return keys;
  }
}
