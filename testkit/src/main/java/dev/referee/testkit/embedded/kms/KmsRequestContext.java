package dev.referee.testkit.embedded.kms;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.iam.Iam;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The context of a request that uses a KMS key: its caller, and what key policies may check.
 *
 * @param call the call; its caller uses the key
 * @param encryptionContext the encryption context
 * @param via the service that calls KMS for the caller, for example {@code ssm}; null if none does
 */
record KmsRequestContext(Call call, Map<String, String> encryptionContext, @Nullable String via) {

  KmsRequestContext(Call call, Map<String, String> encryptionContext) {
    this(call, encryptionContext, null);
  }

  /** Returns the condition keys of a request that uses the key. */
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
