package dev.referee.testkit.embedded.sns;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.Subscription;

/** A subscription of a topic. */
final class SubscriptionRecord {
  static final String PENDING = "PendingConfirmation";

  final String arn;
  final TopicRecord topic;
  final String protocol;
  final String endpoint;
  final Instant created;
  final String token;

  /** The attributes that were set, by name. */
  final Map<String, String> attributes = new TreeMap<>();

  boolean confirmed;
  boolean authenticated;
  private @Nullable FilterPolicy filter;

  SubscriptionRecord(TopicRecord topic, String protocol, String endpoint, Call call) {
    this.topic = topic;
    this.protocol = protocol;
    this.endpoint = endpoint;
    this.arn = topic.arn + ":" + Ids.of(call).uuid();
    this.token = Ids.of(call).hex() + Ids.of(call).hex();
    this.created = call.now();
  }

  boolean isRaw() {
    return "true".equalsIgnoreCase(attributes.get("RawMessageDelivery"));
  }

  /** Sets an attribute that was checked; an empty value removes it. */
  void set(String name, String value) {
    if (value.isEmpty()) {
      attributes.remove(name);
    } else {
      attributes.put(name, value);
    }
    filter = null;
  }

  /** Returns whether its filter policy lets a message through. */
  boolean accepts(SnsMessage message) {
    String policy = attributes.get("FilterPolicy");
    if (policy == null) {
      return true;
    }
    if (filter == null) {
      filter = FilterPolicy.parse(policy);
    }
    return "MessageBody".equals(attributes.get("FilterPolicyScope"))
        ? filter.acceptsBody(message.text("default"))
        : filter.acceptsAttributes(message.attributes());
  }

  Subscription shown() {
    return Subscription.builder()
        .subscriptionArn(confirmed ? arn : PENDING)
        .owner(topic.owner)
        .protocol(protocol)
        .endpoint(endpoint)
        .topicArn(topic.arn)
        .build();
  }
}
