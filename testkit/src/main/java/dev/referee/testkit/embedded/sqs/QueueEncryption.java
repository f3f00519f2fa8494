package dev.referee.testkit.embedded.sqs;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.kms.Kms;
import dev.referee.testkit.embedded.service.DeliveryResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The use of the KMS keys that queues are encrypted with. */
final class QueueEncryption {
  static final String[] SEND = {"kms:GenerateDataKey", "kms:Decrypt"};

  private static final String MANAGED_KEY = "alias/aws/sqs";

  private QueueEncryption() {}

  /** Returns whether a service that delivers can use the key of a queue. */
  static DeliveryResult usableByService(
      SqsQueue queue, String service, String sourceArn, Call call) {
    String key = key(queue, call);
    return key == null
        ? new DeliveryResult(true, "")
        : Kms.of(call).usableByService(key, service, sourceArn, SEND);
  }

  /** Returns why the caller cannot use the key of a queue; null if it can. */
  static @Nullable AwsError refusal(SqsQueue queue, Call call, String... actions) {
    String key = key(queue, call);
    if (key == null) {
      return null;
    }
    Map<String, String> context = Map.of("aws:sqs:arn", queue.arn);
    for (String action : actions) {
      AwsError refusal = Kms.of(call).refusalVia("sqs", key, context, call, action);
      if (refusal != null) {
        return translated(refusal);
      }
    }
    return null;
  }

  /** Refuses a caller who cannot use the key of a queue; permissions count if IAM is enforced. */
  static void require(SqsQueue queue, Call call, String... actions) {
    AwsError refusal = refusal(queue, call, actions);
    if (refusal != null
        && (call.store().enforcesIam() || !refusal.code().equals("KmsAccessDenied"))) {
      throw refusal;
    }
  }

  private static AwsError translated(AwsError refusal) {
    String code =
        switch (refusal.code()) {
          case "AccessDeniedException" -> "KmsAccessDenied";
          case "DisabledException" -> "KmsDisabled";
          case "NotFoundException" -> "KmsNotFound";
          default -> "KmsInvalidState";
        };
    return SqsErrors.of(
        code, code.equals("KmsAccessDenied") ? Kms.NO_CIPHERTEXT_KEY : refusal.message());
  }

  /** Returns the key of a queue; null if SQS or nobody encrypts it. */
  private static @Nullable String key(SqsQueue queue, Call call) {
    String key = Strings.emptyToNull(queue.attributes.get(QueueAttributes.KMS_KEY));
    if (key != null && key.endsWith(MANAGED_KEY)) {
      Kms.of(call).ensureManaged("sqs");
    }
    return key;
  }
}
