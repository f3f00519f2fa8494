package dev.referee.testkit.embedded.kms;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.DeliveryResult;
import java.util.List;
import java.util.Map;

/**
 * The use of a key by the services that deliver to an encrypted topic or queue.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services">
 *     Enable compatibility between event sources from AWS services and encrypted topics</a>
 */
public final class KmsServiceAccess {
  private static final List<String> ACTIONS = List.of("kms:GenerateDataKey", "kms:Decrypt");

  private KmsServiceAccess() {}

  /**
   * Returns whether a service may use a key: the key's policy has to allow it.
   *
   * @param servicePrincipal the service, {@code events.amazonaws.com}
   * @param sourceArn what it delivers for
   */
  public static DeliveryResult byService(
      String keyId, String servicePrincipal, String sourceArn, Call call) {
    try {
      KmsKey key = key(keyId, call);
      ListMultimap<String, String> context =
          MultimapBuilder.linkedHashKeys().arrayListValues().build();
      context.put("aws:SourceArn", sourceArn);
      context.put("aws:SourceAccount", call.accountId());
      context.put("kms:CallerAccount", call.accountId());
      for (String action : ACTIONS) {
        if (!ResourcePolicy.of(key.policy)
            .allowsService(servicePrincipal, action, key.arn, context)) {
          return failed(
              "The policy of the key %s does not allow %s to %s."
                  .formatted(key.arn, action, servicePrincipal));
        }
      }
      return new DeliveryResult(true, "");
    } catch (AwsError refused) {
      return failed(refused.message());
    }
  }

  /**
   * Returns whether the caller may use a key through a service.
   *
   * @param service the service that calls KMS for the caller, {@code sns}
   */
  public static DeliveryResult via(String service, String keyId, Call call) {
    try {
      KmsKey key = key(keyId, call);
      for (String action : ACTIONS) {
        if (!key.permits(new KmsRequestContext(call, Map.of(), service), action)) {
          return failed(key.denied(call, action).message());
        }
      }
      return new DeliveryResult(true, "");
    } catch (AwsError refused) {
      return failed(refused.message());
    }
  }

  private static KmsKey key(String keyId, Call call) {
    Kms kms = Kms.of(call);
    String name = keyId.substring(keyId.lastIndexOf(':') + 1);
    if (name.startsWith(KmsAliases.MANAGED)) {
      kms.ensureManaged(name.substring(KmsAliases.MANAGED.length()));
    }
    return kms.get(keyId).enabled();
  }

  private static DeliveryResult failed(String reason) {
    return new DeliveryResult(false, reason);
  }
}
