package dev.referee.testkit.embedded.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.DeliveryResult;
import dev.referee.testkit.embedded.service.EventTarget;
import dev.referee.testkit.embedded.service.EventTargets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The delivery of messages from a topic to the endpoints of its subscriptions. */
final class TopicDelivery {
  static final String PRINCIPAL = "sns.amazonaws.com";

  private TopicDelivery() {}

  /** Delivers a message to those who subscribed, confirmed, and let it through their filter. */
  static void deliver(TopicRecord topic, SnsMessage message, Call call) {
    topic.published++;
    for (SubscriptionRecord each : List.copyOf(topic.subscriptions(call.now()).values())) {
      if (!each.confirmed) {
        continue;
      }
      if (!each.accepts(message)) {
        topic.filtered++;
        continue;
      }
      DeliveryResult result = deliver(topic, each, message, call);
      if (result.delivered()) {
        topic.delivered++;
      } else {
        topic.failed++;
        topic.lastReason = result.reason();
        deadLetter(topic, each, message, call);
      }
    }
  }

  private static DeliveryResult deliver(
      TopicRecord topic, SubscriptionRecord to, SnsMessage message, Call call) {
    return switch (to.protocol) {
      case "email" -> mail(topic, to, message, call);
      case "email-json", "http", "https" ->
          send(to, subject(topic, message), content(topic, to, message), call);
      case "sms" -> send(to, "", message.text("sms"), call);
      case "sqs" -> hand(to.endpoint, content(topic, to, message), topic, call);
      case "lambda" -> hand(to.endpoint, message.lambdaEvent(topic, to), topic, call);
      default ->
          new DeliveryResult(
              false, "The embedded account delivers nothing to " + to.protocol + " endpoints.");
    };
  }

  private static DeliveryResult mail(
      TopicRecord topic, SubscriptionRecord to, SnsMessage message, Call call) {
    String footer =
        """


        --
        If you wish to stop receiving notifications from this topic, please click or visit the \
        link below to unsubscribe:
        https://sns.%s.amazonaws.com/unsubscribe.html?SubscriptionArn=%s&Endpoint=%s\
        """
            .formatted(call.region(), to.arn, to.endpoint);
    return send(to, subject(topic, message), message.text("email") + footer, call);
  }

  private static String subject(TopicRecord topic, SnsMessage message) {
    return message.subject() != null
        ? message.subject()
        : topic.attributes.getOrDefault("DisplayName", "AWS Notification Message");
  }

  private static DeliveryResult send(
      SubscriptionRecord to, String subject, String body, Call call) {
    boolean mail = to.protocol.startsWith("email");
    Outbox.of(call.store()).send(call, to.protocol, to.endpoint, mail ? subject : "", body);
    return new DeliveryResult(true, "");
  }

  private static String content(TopicRecord topic, SubscriptionRecord to, SnsMessage message) {
    return to.isRaw() ? message.text(to.protocol) : message.envelope(topic, to);
  }

  private static DeliveryResult hand(String arn, String json, TopicRecord topic, Call call) {
    List<String> parts = Splitter.on(':').splitToList(arn);
    if (!parts.get(4).equals(call.accountId())) {
      return new DeliveryResult(false, "The embedded account delivers to its own account only.");
    }
    EventTarget to = EventTargets.of(call.store()).find(parts.get(2));
    Call there =
        new Call(call.accountId(), parts.get(3), call.principalArn(), call.store(), call.clock());
    return to == null
        ? new DeliveryResult(
            false, "The embedded account delivers nothing to " + parts.get(2) + ".")
        : to.deliver(arn, json, PRINCIPAL, topic.arn, there);
  }

  private static void deadLetter(
      TopicRecord topic, SubscriptionRecord from, SnsMessage message, Call call) {
    String queue = deadLetterQueue(from);
    if (queue != null) {
      hand(queue, content(topic, from, message), topic, call);
    }
  }

  private static @Nullable String deadLetterQueue(SubscriptionRecord from) {
    try {
      String policy = from.attributes.getOrDefault("RedrivePolicy", "{}");
      JsonNode arn = JsonCodec.parse(policy).path("deadLetterTargetArn");
      return arn.isTextual() ? arn.asText() : null;
    } catch (AwsError notJson) {
      return null;
    }
  }
}
