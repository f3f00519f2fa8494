package dev.referee.testkit.embedded.sns;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.kms.Kms;
import dev.referee.testkit.embedded.service.DeliveryResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The use of the KMS keys that topics are encrypted with. */
final class TopicEncryption {
  private static final String[] PUBLISH = {"kms:GenerateDataKey", "kms:Decrypt"};
  private static final String MANAGED_KEY = "alias/aws/sns";

  private TopicEncryption() {}

  /** Returns whether a service that delivers can use the key of a topic. */
  static DeliveryResult usableByService(
      TopicRecord topic, String service, String sourceArn, Call call) {
    String key = key(topic, call);
    return key == null
        ? new DeliveryResult(true, "")
        : Kms.of(call).usableByService(key, service, sourceArn, PUBLISH);
  }

  /** Returns whether the caller can use the key of a topic. */
  static DeliveryResult usable(TopicRecord topic, Call call) {
    String key = key(topic, call);
    for (String action : PUBLISH) {
      AwsError refusal =
          key == null
              ? null
              : Kms.of(call)
                  .refusalVia("sns", key, Map.of("aws:sns:topicArn", topic.arn), call, action);
      if (refusal != null) {
        return new DeliveryResult(false, refusal.message());
      }
    }
    return new DeliveryResult(true, "");
  }

  private static @Nullable String key(TopicRecord topic, Call call) {
    String key = topic.kmsKey();
    if (key != null && key.endsWith(MANAGED_KEY)) {
      Kms.of(call).ensureManaged("sns");
    }
    return key;
  }
}
