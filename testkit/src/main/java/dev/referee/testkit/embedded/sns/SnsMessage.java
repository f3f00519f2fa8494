package dev.referee.testkit.embedded.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/**
 * A published message.
 *
 * @param id its id
 * @param subject its subject; null without one
 * @param texts its text for each protocol, and for all others that of {@code default}
 * @param attributes its attributes
 * @param time when it was published
 */
record SnsMessage(
    String id,
    @Nullable String subject,
    Map<String, String> texts,
    Map<String, MessageAttributeValue> attributes,
    Instant time) {

  /** Returns the text for a protocol. */
  String text(String protocol) {
    String own = texts.get(protocol);
    return own == null ? texts.getOrDefault("default", "") : own;
  }

  /** Returns what subscribers of a protocol get as JSON. */
  String envelope(TopicRecord topic, SubscriptionRecord to) {
    ObjectNode json =
        JsonCodec.JSON
            .createObjectNode()
            .put("Type", "Notification")
            .put("MessageId", id)
            .put("TopicArn", topic.arn);
    return complete(json, topic, to).toString();
  }

  /** Returns what a Lambda function gets. */
  String lambdaEvent(TopicRecord topic, SubscriptionRecord to) {
    ObjectNode event = JsonCodec.JSON.createObjectNode();
    ObjectNode one = event.putArray("Records").addObject();
    one.put("EventSource", "aws:sns")
        .put("EventVersion", "1.0")
        .put("EventSubscriptionArn", to.arn);
    ObjectNode sns =
        one.putObject("Sns")
            .put("Type", "Notification")
            .put("MessageId", id)
            .put("TopicArn", topic.arn);
    complete(sns, topic, to);
    return event.toString();
  }

  private ObjectNode complete(ObjectNode json, TopicRecord topic, SubscriptionRecord to) {
    if (subject != null) {
      json.put("Subject", subject);
    }
    json.put("Message", text(to.protocol))
        .put("Timestamp", time.truncatedTo(ChronoUnit.MILLIS).toString())
        .put("SignatureVersion", topic.attributes.getOrDefault("SignatureVersion", "1"));
    if (!attributes.isEmpty()) {
      json.set("MessageAttributes", attributesAsJson());
    }
    return json;
  }

  private JsonNode attributesAsJson() {
    ObjectNode json = JsonCodec.JSON.createObjectNode();
    attributes.forEach(
        (name, value) ->
            json.putObject(name).put("Type", value.dataType()).put("Value", value.stringValue()));
    return json;
  }
}
