package dev.referee.testkit.embedded.sqs;

import com.google.common.collect.Maps;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** An emulation of receiving messages, and of what is done with those that were received. */
final class ReceiveMessages {
  private static final int MOST_MESSAGES = 10;
  private static final int MOST_WAIT = 20;
  private static final int MOST_VISIBILITY = 43_200;

  private ReceiveMessages() {}

  static void addTo(Service service) {
    service
        .on(ReceiveMessageRequest.class, ReceiveMessageRequest::builder, ReceiveMessages::receive)
        .on(DeleteMessageRequest.class, DeleteMessageRequest::builder, ReceiveMessages::delete)
        .on(
            DeleteMessageBatchRequest.class,
            DeleteMessageBatchRequest::builder,
            ReceiveMessages::deleteBatch)
        .on(
            ChangeMessageVisibilityRequest.class,
            ChangeMessageVisibilityRequest::builder,
            ReceiveMessages::changeVisibility)
        .on(
            ChangeMessageVisibilityBatchRequest.class,
            ChangeMessageVisibilityBatchRequest::builder,
            ReceiveMessages::changeVisibilityBatch);
  }

  private static ReceiveMessageResponse receive(ReceiveMessageRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:ReceiveMessage", call);
    QueueEncryption.require(queue, call, "kms:Decrypt");
    between(
        request.maxNumberOfMessages(),
        "MaxNumberOfMessages",
        1,
        MOST_MESSAGES,
        "Must be between 1 and 10, if provided.");
    between(
        request.waitTimeSeconds(),
        "WaitTimeSeconds",
        0,
        MOST_WAIT,
        "Must be >= 0 and <= 20, if provided.");
    between(
        request.visibilityTimeout(),
        QueueAttributes.VISIBILITY,
        0,
        MOST_VISIBILITY,
        "Must be between 0 and 43200, if provided.");
    int most = request.maxNumberOfMessages() == null ? 1 : request.maxNumberOfMessages();
    int visibility =
        request.visibilityTimeout() == null
            ? queue.attributes.number(QueueAttributes.VISIBILITY)
            : request.visibilityTimeout();
    Set<String> system = new LinkedHashSet<>(request.messageSystemAttributeNamesAsStrings());
    system.addAll(deprecatedNames(request));
    List<Message> messages =
        queue.messages.receive(most, visibility, Sqs.of(call), call).stream()
            .map(message -> shown(message, queue, system, request.messageAttributeNames()))
            .toList();
    return ReceiveMessageResponse.builder().messages(messages.isEmpty() ? null : messages).build();
  }

  @SuppressWarnings("deprecation") // Many programs still ask for system attributes by this.
  private static List<String> deprecatedNames(ReceiveMessageRequest request) {
    return request.attributeNamesAsStrings();
  }

  private static void between(
      @Nullable Integer value, String parameter, int least, int most, String reason) {
    if (value != null && (value < least || value > most)) {
      throw SqsErrors.invalidParameter(value, parameter, reason);
    }
  }

  /**
   * Returns a message as it is received.
   *
   * @param system the names of the system attributes that are asked for, or {@code All}
   * @param attributes the names of the attributes that are asked for, {@code prefix.*}, or {@code
   *     All}
   */
  static Message shown(
      QueueMessage message, SqsQueue queue, Iterable<String> system, Iterable<String> attributes) {
    Map<String, String> shownSystem = new LinkedHashMap<>();
    systemAttributes(message, queue)
        .forEach(
            (name, value) -> {
              if (asked(name, system)) {
                shownSystem.put(name, value);
              }
            });
    Map<String, MessageAttribute> shown =
        new LinkedHashMap<>(
            Maps.filterKeys(message.content.attributes(), name -> asked(name, attributes)));
    return Message.builder()
        .messageId(message.id)
        .receiptHandle(message.receiptHandle(queue.arn))
        .body(message.content.body())
        .md5OfBody(MessageDigests.ofBody(message.content.body()))
        .attributesWithStrings(shownSystem.isEmpty() ? null : shownSystem)
        .messageAttributes(
            shown.isEmpty() ? null : Maps.transformValues(shown, MessageAttribute::shown))
        .md5OfMessageAttributes(MessageDigests.ofAttributes(shown))
        .build();
  }

  private static boolean asked(String name, Iterable<String> names) {
    for (String one : names) {
      boolean prefix =
          one.endsWith(".*") && name.startsWith(one.substring(0, one.length() - ".*".length()));
      if (one.equals("All") || one.equals(name) || prefix) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, String> systemAttributes(QueueMessage message, SqsQueue queue) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("SenderId", message.senderId);
    all.put("SentTimestamp", millis(message.sent));
    all.put("ApproximateReceiveCount", Integer.toString(message.receiveCount));
    putIfSet(
        "ApproximateFirstReceiveTimestamp",
        message.firstReceived == null ? null : millis(message.firstReceived),
        all);
    putIfSet("SequenceNumber", message.sequenceNumber, all);
    putIfSet(
        "MessageDeduplicationId", queue.fifo() ? message.content.deduplicationId() : null, all);
    putIfSet("MessageGroupId", message.content.groupId(), all);
    putIfSet("DeadLetterQueueSourceArn", message.deadLetterOf, all);
    message
        .content
        .systemAttributes()
        .forEach((name, attribute) -> all.put(name, attribute.text()));
    return all;
  }

  private static void putIfSet(String name, @Nullable String value, Map<String, String> to) {
    if (value != null) {
      to.put(name, value);
    }
  }

  private static String millis(Instant when) {
    return Long.toString(when.toEpochMilli());
  }

  private static DeleteMessageResponse delete(DeleteMessageRequest request, Call call) {
    Sqs.queue(request.queueUrl(), "sqs:DeleteMessage", call)
        .messages
        .delete(request.receiptHandle(), call);
    return DeleteMessageResponse.builder().build();
  }

  private static DeleteMessageBatchResponse deleteBatch(
      DeleteMessageBatchRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:DeleteMessage", call);
    BatchEntries<DeleteMessageBatchResultEntry> results =
        BatchEntries.each(
            "DeleteMessageBatchRequestEntry",
            request.entries(),
            DeleteMessageBatchRequestEntry::id,
            entry -> {
              queue.messages.delete(handle(entry.receiptHandle()), call);
              return DeleteMessageBatchResultEntry.builder().id(entry.id()).build();
            });
    return DeleteMessageBatchResponse.builder()
        .successful(results.successful())
        .failed(results.failed())
        .build();
  }

  private static ChangeMessageVisibilityResponse changeVisibility(
      ChangeMessageVisibilityRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:ChangeMessageVisibility", call);
    changeVisibility(queue, request.receiptHandle(), request.visibilityTimeout(), call);
    return ChangeMessageVisibilityResponse.builder().build();
  }

  private static ChangeMessageVisibilityBatchResponse changeVisibilityBatch(
      ChangeMessageVisibilityBatchRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:ChangeMessageVisibility", call);
    BatchEntries<ChangeMessageVisibilityBatchResultEntry> results =
        BatchEntries.each(
            "ChangeMessageVisibilityBatchRequestEntry",
            request.entries(),
            ChangeMessageVisibilityBatchRequestEntry::id,
            entry -> {
              Integer seconds = entry.visibilityTimeout();
              changeVisibility(
                  queue,
                  handle(entry.receiptHandle()),
                  seconds == null ? queue.attributes.number(QueueAttributes.VISIBILITY) : seconds,
                  call);
              return ChangeMessageVisibilityBatchResultEntry.builder().id(entry.id()).build();
            });
    return ChangeMessageVisibilityBatchResponse.builder()
        .successful(results.successful())
        .failed(results.failed())
        .build();
  }

  private static String handle(@Nullable String receiptHandle) {
    if (receiptHandle == null) {
      throw SqsErrors.missingParameter("ReceiptHandle");
    }
    return receiptHandle;
  }

  private static void changeVisibility(
      SqsQueue queue, String receiptHandle, int seconds, Call call) {
    between(
        seconds,
        QueueAttributes.VISIBILITY,
        0,
        MOST_VISIBILITY,
        "VisibilityTimeout must be an integer between 0 and 43200.");
    queue.messages.changeVisibility(receiptHandle, seconds, call);
  }
}
