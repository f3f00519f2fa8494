package dev.referee.testkit.embedded.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Strings;
import com.google.common.hash.Hashing;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.sqs.QueueMessage.Content;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** An emulation of sending messages. */
final class SendMessages {
  private static final int MOST_BATCH = 1_048_576;
  private static final int MOST_DELAY = 900;
  private static final Pattern VALID =
      Pattern.compile("[\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]*");
  private static final Pattern ID = Pattern.compile("[\\p{Alnum}\\p{Punct}]{1,128}");

  private SendMessages() {}

  static void addTo(Service service) {
    service
        .on(SendMessageRequest.class, SendMessageRequest::builder, SendMessages::send)
        .on(
            SendMessageBatchRequest.class,
            SendMessageBatchRequest::builder,
            SendMessages::sendBatch);
  }

  private static SendMessageResponse send(SendMessageRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:SendMessage", call);
    QueueEncryption.require(queue, call, QueueEncryption.SEND);
    QueueMessage sent = send(queue, request, call);
    return SendMessageResponse.builder()
        .messageId(sent.id)
        .md5OfMessageBody(MessageDigests.ofBody(sent.content.body()))
        .md5OfMessageAttributes(MessageDigests.ofAttributes(sent.content.attributes()))
        .md5OfMessageSystemAttributes(MessageDigests.ofAttributes(sent.content.systemAttributes()))
        .sequenceNumber(sent.sequenceNumber)
        .build();
  }

  private static SendMessageBatchResponse sendBatch(SendMessageBatchRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:SendMessage", call);
    QueueEncryption.require(queue, call, QueueEncryption.SEND);
    int size =
        request.entries().stream()
            .map(SendMessages::alone)
            .filter(entry -> entry.messageBody() != null)
            .mapToInt(entry -> content(queue, entry).size())
            .sum();
    if (size > MOST_BATCH) {
      throw SqsErrors.of(
          "BatchRequestTooLong",
          "Batch requests cannot be longer than %d bytes. You have sent %d bytes."
              .formatted(MOST_BATCH, size));
    }
    BatchEntries<SendMessageBatchResultEntry> results =
        BatchEntries.each(
            "SendMessageBatchRequestEntry",
            request.entries(),
            SendMessageBatchRequestEntry::id,
            entry -> {
              QueueMessage sent = send(queue, alone(entry), call);
              return SendMessageBatchResultEntry.builder()
                  .id(entry.id())
                  .messageId(sent.id)
                  .md5OfMessageBody(MessageDigests.ofBody(sent.content.body()))
                  .md5OfMessageAttributes(MessageDigests.ofAttributes(sent.content.attributes()))
                  .md5OfMessageSystemAttributes(
                      MessageDigests.ofAttributes(sent.content.systemAttributes()))
                  .sequenceNumber(sent.sequenceNumber)
                  .build();
            });
    return SendMessageBatchResponse.builder()
        .successful(results.successful())
        .failed(results.failed())
        .build();
  }

  /** Returns the request that sends an entry alone. */
  private static SendMessageRequest alone(SendMessageBatchRequestEntry entry) {
    return SendMessageRequest.builder()
        .messageBody(entry.messageBody())
        .delaySeconds(entry.delaySeconds())
        .messageAttributes(entry.messageAttributes())
        .messageSystemAttributes(entry.messageSystemAttributes())
        .messageGroupId(entry.messageGroupId())
        .messageDeduplicationId(entry.messageDeduplicationId())
        .build();
  }

  private static QueueMessage send(SqsQueue queue, SendMessageRequest request, Call call) {
    if (Strings.isNullOrEmpty(request.messageBody())) {
      throw SqsErrors.missingParameter("MessageBody");
    }
    if (!VALID.matcher(request.messageBody()).matches()) {
      throw SqsErrors.of(
          "InvalidMessageContents",
          "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF"
              + " | #xE000 to #xFFFD | #x10000 to #x10FFFF");
    }
    int delay = delay(queue, request.delaySeconds());
    checkIds(queue, request);
    Content content = content(queue, request);
    int most = queue.attributes.number(QueueAttributes.SIZE);
    if (content.size() > most) {
      throw SqsErrors.invalidParameter(
          "One or more parameters are invalid. Reason: Message must be shorter than "
              + most
              + " bytes.");
    }
    return queue.messages.send(content, delay, senderId(call), call);
  }

  private static int delay(SqsQueue queue, @Nullable Integer asked) {
    int byQueue = queue.attributes.number(QueueAttributes.DELAY);
    if (asked == null) {
      return byQueue;
    }
    if (queue.fifo() && asked != 0) {
      throw SqsErrors.invalidParameter(
          asked,
          QueueAttributes.DELAY,
          "The request include parameter that is not valid for this queue type.");
    }
    if (asked < 0 || asked > MOST_DELAY) {
      throw SqsErrors.invalidParameter(
          asked, QueueAttributes.DELAY, "DelaySeconds must be >= 0 and <= 900.");
    }
    return queue.fifo() ? byQueue : asked.intValue();
  }

  private static void checkIds(SqsQueue queue, SendMessageRequest request) {
    String group = request.messageGroupId();
    String deduplication = request.messageDeduplicationId();
    if (queue.fifo() && group == null) {
      throw SqsErrors.missingParameter("MessageGroupId");
    }
    if (!queue.fifo() && deduplication != null) {
      throw SqsErrors.invalidParameter(
          deduplication,
          "MessageDeduplicationId",
          "The request includes a parameter that is not valid for this queue type.");
    }
    if (queue.fifo()
        && deduplication == null
        && !queue.attributes.isTrue(QueueAttributes.CONTENT_BASED)) {
      throw SqsErrors.invalidParameter(
          "The queue should either have ContentBasedDeduplication enabled or"
              + " MessageDeduplicationId provided explicitly");
    }
    checkId("MessageGroupId", group);
    checkId("MessageDeduplicationId", deduplication);
  }

  private static void checkId(String parameter, @Nullable String id) {
    if (id != null && !ID.matcher(id).matches()) {
      throw SqsErrors.invalidParameter(
          id,
          parameter,
          parameter
              + " can only include alphanumeric and punctuation characters. 1 to 128 in"
              + " length.");
    }
  }

  private static Content content(SqsQueue queue, SendMessageRequest request) {
    String deduplication = request.messageDeduplicationId();
    if (deduplication == null && queue.attributes.isTrue(QueueAttributes.CONTENT_BASED)) {
      deduplication = Hashing.sha256().hashString(request.messageBody(), UTF_8).toString();
    }
    return new Content(
        request.messageBody(),
        MessageAttribute.all(request.messageAttributes()),
        MessageAttribute.system(request.messageSystemAttributes()),
        request.messageGroupId(),
        deduplication);
  }

  /** Returns the unique id of who sends. */
  static String senderId(Call call) {
    return Iam.callerKeys(call).get("aws:userid").stream()
        .findFirst()
        .orElse("AIDAFAKE0" + call.accountId());
  }
}
