package dev.referee.testkit.embedded.sns;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.DeliveryResult;
import dev.referee.testkit.embedded.service.EventTarget;
import java.util.Map;

/** The topics of an account as targets of other services. */
final class TopicTarget implements EventTarget {
  private static final String CLOUDWATCH = "cloudwatch.amazonaws.com";

  @Override
  public String servicePrefix() {
    return "sns";
  }

  @Override
  public DeliveryResult deliver(
      String arn, String json, String servicePrincipal, String sourceArn, Call call) {
    TopicRecord topic;
    try {
      topic = Sns.of(call).topic(arn);
    } catch (AwsError absent) {
      return failed(absent.message());
    }
    if (!servicePrincipal.isEmpty() && !allows(topic, servicePrincipal, sourceArn, call)) {
      return refused(
          topic, "The policy of %s does not allow %s to publish.".formatted(arn, servicePrincipal));
    }
    if (servicePrincipal.isEmpty() && denies(topic, call)) {
      return refused(
          topic, "The policy of %s denies %s to publish.".formatted(arn, call.principalArn()));
    }
    DeliveryResult usable =
        servicePrincipal.isEmpty()
            ? TopicEncryption.usable(topic, call)
            : TopicEncryption.usableByService(topic, servicePrincipal, sourceArn, call);
    if (!usable.delivered()) {
      return refused(topic, usable.reason());
    }
    TopicDelivery.deliver(
        topic,
        new SnsMessage(Ids.of(call).uuid(), null, Map.of("default", json), Map.of(), call.now()),
        call);
    return new DeliveryResult(true, "");
  }

  /**
   * Returns whether the policy of a topic lets a service publish. CloudWatch publishes as the owner
   * of the alarm, which the default policy of a topic allows.
   */
  private static boolean allows(
      TopicRecord topic, String servicePrincipal, String sourceArn, Call call) {
    ListMultimap<String, String> context =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    context.putAll(ResourcePolicy.serviceContext(servicePrincipal, sourceArn, call.accountId()));
    if (servicePrincipal.equals(CLOUDWATCH)) {
      context.put("aws:SourceOwner", call.accountId());
    }
    return ResourcePolicy.of(topic.policy())
        .allowsService(servicePrincipal, "sns:Publish", topic.arn, context);
  }

  private static boolean denies(TopicRecord topic, Call role) {
    ListMultimap<String, String> context =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    context.putAll(Iam.callerKeys(role));
    context.put("aws:SourceOwner", role.accountId());
    return ResourcePolicy.of(topic.policy()).denies(role, "sns:Publish", topic.arn, context);
  }

  private static DeliveryResult refused(TopicRecord topic, String reason) {
    topic.lastReason = reason;
    return failed(reason);
  }

  private static DeliveryResult failed(String reason) {
    return new DeliveryResult(false, reason);
  }
}
