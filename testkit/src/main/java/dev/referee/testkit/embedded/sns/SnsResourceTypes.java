package dev.referee.testkit.embedded.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.Tag;

/** The CloudFormation resource types of SNS. */
final class SnsResourceTypes {
  private static final List<String> TOPIC_ATTRIBUTES =
      List.of(
          "ContentBasedDeduplication",
          "DisplayName",
          "FifoTopic",
          "KmsMasterKeyId",
          "SignatureVersion",
          "TracingConfig");

  private static final List<String> SUBSCRIPTION_ATTRIBUTES =
      List.of(
          "DeliveryPolicy",
          "FilterPolicy",
          "FilterPolicyScope",
          "RawMessageDelivery",
          "RedrivePolicy",
          "SubscriptionRoleArn");

  private SnsResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.of("AWS::SNS::Topic", SnsResourceTypes::topic, SnsResourceTypes::deleteTopic)
            .changedBy(SnsResourceTypes::changeTopic)
            .identifiedBy("TopicArn")
            .calling("CreateTopic", "SetTopicAttributes", "DeleteTopic"),
        ResourceType.of(
                "AWS::SNS::Subscription",
                SnsResourceTypes::subscription,
                SnsResourceTypes::deleteSubscription)
            .requiring("Protocol", "TopicArn")
            .calling("Subscribe", "SetSubscriptionAttributes", "Unsubscribe"),
        ResourceType.of(
                "AWS::SNS::TopicPolicy",
                SnsResourceTypes::policy,
                (id, call) -> {
                  throw new IllegalStateException("A policy is deleted by its topics");
                })
            .deletedBy(SnsResourceTypes::deletePolicy)
            .changedBy((made, before, after, call) -> policy(after, call))
            .requiring("PolicyDocument", "Topics")
            .calling("SetTopicAttributes", "SetTopicAttributes"));
  }

  private static Made topic(Properties properties, Call call) {
    JsonNode json = properties.json();
    boolean fifo = json.path("FifoTopic").asBoolean();
    String name = json.path("TopicName").asText(properties.defaultName() + (fifo ? ".fifo" : ""));
    boolean added = !Sns.of(call).topics.containsKey(TopicRecord.arn(name, call));
    if (!added) {
      throw new AwsError(400, "AlreadyExists", "Topic " + name + " already exists");
    }
    String arn =
        Topics.create(
                CreateTopicRequest.builder()
                    .name(name)
                    .attributes(attributes(json, TOPIC_ATTRIBUTES))
                    .tags(tags(json))
                    .build(),
                call)
            .topicArn();
    try {
      for (JsonNode each : json.path("Subscription")) {
        subscribe(arn, each, call);
      }
    } catch (AwsError refused) {
      deleteTopic(arn, call);
      throw refused;
    }
    return new Made(arn, Map.of("TopicArn", arn, "TopicName", name));
  }

  private static void deleteTopic(String arn, Call call) {
    Topics.delete(DeleteTopicRequest.builder().topicArn(arn).build(), call);
  }

  private static @Nullable Made changeTopic(
      Made made, Properties before, Properties after, Call call) {
    boolean same =
        before.json().path("TopicName").equals(after.json().path("TopicName"))
            && before.json().path("FifoTopic").equals(after.json().path("FifoTopic"));
    if (!same) {
      return null;
    }
    TopicRecord topic = Sns.of(call).topic(made.physicalId());
    Map<String, String> wanted = attributes(after.json(), TOPIC_ATTRIBUTES);
    for (String name : TOPIC_ATTRIBUTES) {
      if (!name.equals("FifoTopic")) {
        set(topic.arn, name, wanted.getOrDefault(name, ""), call);
      }
    }
    topic.tags.clear();
    tags(after.json()).forEach(tag -> topic.tags.put(tag.key(), tag.value()));
    for (JsonNode each : after.json().path("Subscription")) {
      subscribe(topic.arn, each, call);
    }
    return made;
  }

  private static Made subscription(Properties properties, Call call) {
    String arn = subscribe(properties.json().path("TopicArn").asText(), properties.json(), call);
    return new Made(arn, Map.of("Arn", arn));
  }

  private static String subscribe(String topicArn, JsonNode json, Call call) {
    return Subscriptions.subscribe(
            SubscribeRequest.builder()
                .topicArn(topicArn)
                .protocol(json.path("Protocol").asText())
                .endpoint(json.path("Endpoint").asText())
                .attributes(attributes(json, SUBSCRIPTION_ATTRIBUTES))
                .returnSubscriptionArn(true)
                .build(),
            call)
        .subscriptionArn();
  }

  /** Deletes a subscription, unless it waits for its confirmation; such a one expires. */
  private static void deleteSubscription(String arn, Call call) {
    try {
      SubscriptionRecord found = Sns.of(call).subscription(arn, call);
      if (found.confirmed) {
        Subscriptions.remove(found);
      }
    } catch (AwsError absent) {
      // It was deleted by its owner, or with its topic.
    }
  }

  private static Made policy(Properties properties, Call call) {
    String document = properties.json().path("PolicyDocument").toString();
    Map<String, String> topics = new LinkedHashMap<>();
    for (JsonNode topic : properties.json().path("Topics")) {
      set(topic.asText(), "Policy", document, call);
      topics.put(topic.asText(), "");
    }
    return new Made(properties.defaultName(), topics);
  }

  private static void deletePolicy(Made made, Call call) {
    for (String topic : made.attributes().keySet()) {
      if (Sns.of(call).topics.containsKey(topic)) {
        set(topic, "Policy", "", call);
      }
    }
  }

  private static void set(String arn, String name, String value, Call call) {
    Topics.setAttribute(
        SetTopicAttributesRequest.builder()
            .topicArn(arn)
            .attributeName(name)
            .attributeValue(value)
            .build(),
        call);
  }

  private static Map<String, String> attributes(JsonNode json, List<String> names) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String name : names) {
      JsonNode value = json.path(name);
      if (value instanceof ObjectNode object) {
        attributes.put(name, object.toString());
      } else if (!value.isMissingNode()) {
        attributes.put(name, value.asText());
      }
    }
    return attributes;
  }

  private static List<Tag> tags(JsonNode json) {
    return json.path("Tags").findParents("Key").stream()
        .map(
            tag ->
                Tag.builder()
                    .key(tag.path("Key").asText())
                    .value(tag.path("Value").asText())
                    .build())
        .toList();
  }
}
