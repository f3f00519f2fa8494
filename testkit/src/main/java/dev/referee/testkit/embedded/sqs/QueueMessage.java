package dev.referee.testkit.embedded.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message in a queue. */
final class QueueMessage {

  /**
   * What a message was sent with.
   *
   * @param body the body
   * @param attributes the attributes
   * @param systemAttributes the system attributes, {@code AWSTraceHeader}
   * @param groupId its message group; null if it has none
   * @param deduplicationId by what it is one message; null if it can be sent again
   */
  record Content(
      String body,
      Map<String, MessageAttribute> attributes,
      Map<String, MessageAttribute> systemAttributes,
      @Nullable String groupId,
      @Nullable String deduplicationId) {

    int size() {
      return body.getBytes(UTF_8).length
          + attributes.entrySet().stream()
              .mapToInt(attribute -> attribute.getValue().size(attribute.getKey()))
              .sum();
    }
  }

  final String id;
  final Content content;
  final String senderId;

  /** The number that orders the messages of a FIFO queue; null in other queues. */
  final @Nullable String sequenceNumber;

  Instant sent;
  Instant visibleAt;
  int receiveCount;
  @Nullable Instant firstReceived;

  /** When it was received last; null if never. */
  @Nullable Instant lastReceived;

  /** The queue that it was moved from as a dead letter; null if it was not. */
  @Nullable String deadLetterOf;

  QueueMessage(
      String id,
      Content content,
      String senderId,
      @Nullable String sequenceNumber,
      Instant sent,
      Instant visibleAt) {
    this.id = id;
    this.content = content;
    this.senderId = senderId;
    this.sequenceNumber = sequenceNumber;
    this.sent = sent;
    this.visibleAt = visibleAt;
  }

  boolean isVisible(Instant now) {
    return !visibleAt.isAfter(now);
  }

  /** Returns whether a consumer has it. */
  boolean isInFlight(Instant now) {
    return !isVisible(now) && lastReceived != null;
  }

  /** Returns whether it is delayed: not visible, and nobody received it. */
  boolean isDelayed(Instant now) {
    return !isVisible(now) && lastReceived == null;
  }

  void receive(Instant now, Instant until) {
    receiveCount++;
    firstReceived = firstReceived == null ? now : firstReceived;
    lastReceived = now;
    visibleAt = until;
  }

  /** Returns the handle of its last receive. */
  String receiptHandle(String queueArn) {
    return new ReceiptHandle(id, receiveCount, queueArn).encoded();
  }

  /**
   * The handle of a receive.
   *
   * @param messageId the message
   * @param receive which receive of the message it was, from 1
   * @param queueArn the queue
   */
  record ReceiptHandle(String messageId, int receive, String queueArn) {

    String encoded() {
      return Base64.getEncoder()
          .encodeToString((messageId + " " + receive + " " + queueArn).getBytes(UTF_8));
    }

    /** Returns a handle of a queue, or refuses what is none. */
    static ReceiptHandle of(String handle, String queueArn) {
      String[] parts;
      try {
        parts = new String(Base64.getDecoder().decode(handle), UTF_8).split(" ", -1);
      } catch (IllegalArgumentException notOurs) {
        parts = new String[0];
      }
      if (parts.length != 3 || !parts[1].matches("[0-9]{1,9}") || !parts[2].equals(queueArn)) {
        throw SqsErrors.of("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
      }
      return new ReceiptHandle(parts[0], Integer.parseInt(parts[1]), parts[2]);
    }
  }
}
