package dev.referee.testkit.embedded.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Sets;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;

/** The CloudFormation resource types of SQS. */
final class SqsResourceTypes {
  private static final Set<String> NO_ATTRIBUTES = Set.of("QueueName", "Tags");
  private static final List<String> REPLACED_BY = List.of("QueueName", QueueAttributes.FIFO);

  private SqsResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.of(
                "AWS::SQS::Queue",
                SqsResourceTypes::queue,
                (url, call) ->
                    SqsQueues.delete(DeleteQueueRequest.builder().queueUrl(url).build(), call))
            .changedBy(SqsResourceTypes::changeQueue)
            .identifiedBy("QueueName")
            .calling("CreateQueue", "SetQueueAttributes", "DeleteQueue"),
        ResourceType.of(
                "AWS::SQS::QueuePolicy",
                SqsResourceTypes::policy,
                (id, call) -> {
                  throw new IllegalStateException("A policy is deleted by its queues");
                })
            .deletedBy(SqsResourceTypes::deletePolicy)
            .changedBy(SqsResourceTypes::changePolicy)
            .requiring("PolicyDocument", "Queues")
            .calling("SetQueueAttributes", "SetQueueAttributes"));
  }

  private static Made queue(Properties properties, Call call) {
    Map<String, String> attributes = attributes(properties);
    String name = properties.name("QueueName");
    boolean fifo = "true".equals(attributes.get(QueueAttributes.FIFO));
    boolean named = properties.json().has("QueueName");
    String url =
        SqsQueues.create(
                CreateQueueRequest.builder()
                    .queueName(named || !fifo ? name : name + ".fifo")
                    .attributesWithStrings(attributes)
                    .tags(tags(properties))
                    .build(),
                call)
            .queueUrl();
    return made(Sqs.queue(url, "sqs:GetQueueAttributes", call));
  }

  private static Made made(SqsQueue queue) {
    return new Made(
        queue.url, Map.of("Arn", queue.arn, "QueueName", queue.name, "QueueUrl", queue.url));
  }

  /** Returns the properties that are attributes; a template writes some as objects. */
  private static Map<String, String> attributes(Properties properties) {
    Map<String, String> attributes = new LinkedHashMap<>();
    properties
        .json()
        .properties()
        .forEach(
            property -> {
              JsonNode value = property.getValue();
              boolean standard =
                  property.getKey().equals(QueueAttributes.FIFO) && value.asText().equals("false");
              if (!NO_ATTRIBUTES.contains(property.getKey()) && !standard) {
                attributes.put(
                    property.getKey(), value.isValueNode() ? value.asText() : value.toString());
              }
            });
    return attributes;
  }

  private static Map<String, String> tags(Properties properties) {
    Map<String, String> tags = new LinkedHashMap<>();
    properties
        .json()
        .path("Tags")
        .forEach(tag -> tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
    return tags;
  }

  private static @Nullable Made changeQueue(
      Made made, Properties before, Properties after, Call call) {
    boolean same =
        REPLACED_BY.stream()
            .allMatch(name -> before.json().path(name).equals(after.json().path(name)));
    if (!same) {
      return null;
    }
    SqsQueue queue = Sqs.queue(made.physicalId(), "sqs:SetQueueAttributes", call);
    Map<String, String> wanted = attributes(after);
    Set<String> removed = Set.copyOf(Sets.difference(attributes(before).keySet(), wanted.keySet()));
    SqsQueues.setAttributes(
        SetQueueAttributesRequest.builder()
            .queueUrl(queue.url)
            .attributesWithStrings(wanted)
            .build(),
        call);
    queue.attributes.reset(removed);
    queue.tags.keySet().removeAll(tags(before).keySet());
    queue.tags.putAll(tags(after));
    return made(queue);
  }

  private static Made policy(Properties properties, Call call) {
    String id = properties.defaultName();
    putPolicy(id, properties, call);
    return new Made(id, Map.of("Id", id));
  }

  private static void putPolicy(String id, Properties properties, Call call) {
    List<String> urls = JsonCodec.texts(properties.json().path("Queues"));
    String policy = properties.json().path("PolicyDocument").toString();
    urls.forEach(url -> setPolicy(url, policy, call));
    Sqs.of(call).policiesOfStacks.put(id, urls);
  }

  private static Made changePolicy(Made made, Properties before, Properties after, Call call) {
    List<String> urls = List.copyOf(JsonCodec.texts(before.json().path("Queues")));
    putPolicy(made.physicalId(), after, call);
    List<String> kept = JsonCodec.texts(after.json().path("Queues"));
    urls.stream().filter(url -> !kept.contains(url)).forEach(url -> removePolicy(url, call));
    return made;
  }

  private static void deletePolicy(Made made, Call call) {
    List<String> urls = Sqs.of(call).policiesOfStacks.remove(made.physicalId());
    if (urls != null) {
      urls.forEach(url -> removePolicy(url, call));
    }
  }

  private static void removePolicy(String url, Call call) {
    if (Sqs.of(call).queues.containsKey(url.substring(url.lastIndexOf('/') + 1))) {
      setPolicy(url, "", call);
    }
  }

  private static void setPolicy(String url, String policy, Call call) {
    SqsQueues.setAttributes(
        SetQueueAttributesRequest.builder()
            .queueUrl(url)
            .attributesWithStrings(Map.of(QueueAttributes.POLICY, policy))
            .build(),
        call);
  }
}
