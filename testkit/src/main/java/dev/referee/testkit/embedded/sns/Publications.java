package dev.referee.testkit.embedded.sns;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.DeliveryResult;
import dev.referee.testkit.embedded.service.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequest;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** An emulation of the publication of messages. */
final class Publications {
  private static final int LARGEST = 262_144;
  private static final int MOST = 10;

  private Publications() {}

  static void addTo(Service service) {
    service
        .on(PublishRequest.class, PublishRequest::builder, Publications::publish)
        .on(PublishBatchRequest.class, PublishBatchRequest::builder, Publications::publishBatch);
  }

  private static PublishResponse publish(PublishRequest request, Call call) {
    if (request.phoneNumber() != null) {
      SnsMessage message = message(request, call);
      Outbox.of(call.store()).send(call, "sms", request.phoneNumber(), "", message.text("sms"));
      return PublishResponse.builder().messageId(message.id()).build();
    }
    String arn = request.topicArn() == null ? request.targetArn() : request.topicArn();
    TopicRecord topic = topic(arn, call);
    if (topic.isFifo() && request.messageGroupId() == null) {
      throw SnsErrors.invalid("The MessageGroupId parameter is required for FIFO topics");
    }
    SnsMessage message = message(request, call);
    TopicDelivery.deliver(topic, message, call);
    return PublishResponse.builder().messageId(message.id()).build();
  }

  /** Returns a topic to publish to, whose key the caller may use. */
  private static TopicRecord topic(@Nullable String arn, Call call) {
    TopicRecord topic = Sns.of(call).topic(arn);
    DeliveryResult usable = TopicEncryption.usable(topic, call);
    if (!usable.delivered()) {
      throw new AwsError(400, "KMSAccessDenied", usable.reason());
    }
    return topic;
  }

  private static SnsMessage message(PublishRequest request, Call call) {
    return message(
        request.message(),
        request.messageStructure(),
        request.subject(),
        request.messageAttributes(),
        call);
  }

  private static SnsMessage message(
      @Nullable String text,
      @Nullable String structure,
      @Nullable String subject,
      Map<String, MessageAttributeValue> attributes,
      Call call) {
    if (text == null || text.isEmpty()) {
      throw SnsErrors.invalid("Empty message");
    }
    if (text.length() > LARGEST) {
      throw SnsErrors.invalid("Message too long");
    }
    if (subject != null && !subject.matches("[\\x20-\\x7e]{1,99}")) {
      throw SnsErrors.invalid("Subject");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    if ("json".equals(structure)) {
      JsonNode json = json(text);
      json.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
      if (!json.path("default").isTextual()) {
        throw SnsErrors.invalid("Message Structure - No default entry in JSON message body");
      }
    } else {
      texts.put("default", text);
    }
    return new SnsMessage(Ids.of(call).uuid(), subject, texts, attributes, call.now());
  }

  private static JsonNode json(String text) {
    try {
      return JsonCodec.parse(text);
    } catch (AwsError notJson) {
      throw SnsErrors.invalid("Message Structure - JSON message body failed to parse");
    }
  }

  private static PublishBatchResponse publishBatch(PublishBatchRequest request, Call call) {
    List<PublishBatchRequestEntry> entries = request.publishBatchRequestEntries();
    TopicRecord topic = topic(request.topicArn(), call);
    Set<String> ids = new HashSet<>();
    if (entries.isEmpty()) {
      throw batch("EmptyBatchRequest", "The batch request doesn't contain any entries.");
    }
    if (entries.size() > MOST) {
      throw batch(
          "TooManyEntriesInBatchRequest",
          "The batch request contains more entries than permissible.");
    }
    if (!entries.stream().allMatch(entry -> ids.add(entry.id()))) {
      throw batch(
          "BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
    }
    List<PublishBatchResultEntry> published = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (PublishBatchRequestEntry entry : entries) {
      try {
        SnsMessage message =
            message(
                entry.message(),
                entry.messageStructure(),
                entry.subject(),
                entry.messageAttributes(),
                call);
        TopicDelivery.deliver(topic, message, call);
        published.add(
            PublishBatchResultEntry.builder().id(entry.id()).messageId(message.id()).build());
      } catch (AwsError refused) {
        failed.add(
            BatchResultErrorEntry.builder()
                .id(entry.id())
                .code(refused.code())
                .message(refused.message())
                .senderFault(true)
                .build());
      }
    }
    return PublishBatchResponse.builder().successful(published).failed(failed).build();
  }

  private static AwsError batch(String code, String message) {
    return new AwsError(400, code, message);
  }
}
