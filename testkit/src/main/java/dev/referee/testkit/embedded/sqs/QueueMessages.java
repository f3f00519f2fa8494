package dev.referee.testkit.embedded.sqs;

import com.google.common.collect.ImmutableMap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.sqs.QueueMessage.Content;
import dev.referee.testkit.embedded.sqs.QueueMessage.ReceiptHandle;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The messages of a queue, in the order in which they were sent. */
final class QueueMessages {
  private static final Duration DEDUPLICATION = Duration.ofMinutes(5);
  private static final Duration MOST_VISIBILITY = Duration.ofHours(12);
  private static final BigInteger FIRST_SEQUENCE = BigInteger.TEN.pow(19);

  private record Sent(QueueMessage message, Instant when) {}

  private final SqsQueue queue;
  private final List<QueueMessage> messages = new ArrayList<>();

  /** The messages of a FIFO queue that cannot be sent again, by their deduplication ids. */
  private final Map<String, Sent> deduplicated = new HashMap<>();

  private long sequence;

  QueueMessages(SqsQueue queue) {
    this.queue = queue;
  }

  /** Sends a message, or returns the one that was sent before. */
  QueueMessage send(Content content, int delaySeconds, String senderId, Call call) {
    Instant now = call.now();
    String key = deduplicationKey(content);
    deduplicated.values().removeIf(sent -> !sent.when().plus(DEDUPLICATION).isAfter(now));
    Sent before = key == null ? null : deduplicated.get(key);
    if (before != null) {
      return before.message();
    }
    QueueMessage message =
        new QueueMessage(
            Ids.of(call).uuid(),
            content,
            senderId,
            queue.fifo() ? nextSequence() : null,
            now,
            now.plusSeconds(delaySeconds));
    messages.add(message);
    if (key != null) {
      deduplicated.put(key, new Sent(message, now));
    }
    Sqs.arrived(queue, message.visibleAt, call);
    return message;
  }

  private @Nullable String deduplicationKey(Content content) {
    if (!queue.fifo() || content.deduplicationId() == null) {
      return null;
    }
    boolean byGroup = queue.attributes.get(QueueAttributes.SCOPE).equals("messageGroup");
    return (byGroup ? content.groupId() + " " : "") + content.deduplicationId();
  }

  private String nextSequence() {
    return FIRST_SEQUENCE.add(BigInteger.valueOf(256 * sequence++)).toString();
  }

  /** Takes a dead letter of another queue. */
  void takeDeadLetter(QueueMessage from, String sourceArn, Call call) {
    Instant now = call.now();
    QueueMessage moved =
        new QueueMessage(
            from.id,
            from.content,
            from.senderId,
            queue.fifo() ? nextSequence() : null,
            queue.fifo() ? now : from.sent,
            now);
    moved.deadLetterOf = sourceArn;
    moved.receiveCount = from.receiveCount;
    moved.firstReceived = from.firstReceived;
    messages.add(moved);
    Sqs.arrived(queue, now, call);
  }

  /**
   * Receives messages. Those that were received too often are moved to the dead-letter queue, if it
   * exists.
   */
  List<QueueMessage> receive(int most, int visibilitySeconds, Sqs sqs, Call call) {
    Instant now = call.now();
    expire(now);
    RedrivePolicy redrive = RedrivePolicy.of(queue.attributes);
    SqsQueue deadLetters = redrive == null ? null : sqs.queueWithArn(redrive.target());
    Set<String> blocked = blockedGroups(now);
    List<QueueMessage> received = new ArrayList<>();
    for (QueueMessage message : List.copyOf(messages)) {
      String group = queue.fifo() ? message.content.groupId() : null;
      boolean available =
          received.size() < most && message.isVisible(now) && !blocked.contains(group);
      if (!available) {
        continue;
      }
      if (redrive != null
          && deadLetters != null
          && message.receiveCount >= redrive.maxReceiveCount()) {
        messages.remove(message);
        deadLetters.messages.takeDeadLetter(message, queue.arn, call);
      } else {
        message.receive(now, now.plusSeconds(visibilitySeconds));
        received.add(message);
      }
    }
    if (!received.isEmpty()) {
      Sqs.arrived(queue, now.plusSeconds(visibilitySeconds), call);
    }
    return received;
  }

  /** Returns the message groups of a FIFO queue with a message that is in flight or delayed. */
  private Set<String> blockedGroups(Instant now) {
    Set<String> blocked = new HashSet<>();
    if (queue.fifo()) {
      messages.stream()
          .filter(message -> !message.isVisible(now))
          .map(message -> message.content.groupId())
          .forEach(blocked::add);
    }
    return blocked;
  }

  /** Deletes the message of a receipt handle, if it is still there. */
  void delete(String receiptHandle, Call call) {
    Instant now = call.now();
    ReceiptHandle handle = ReceiptHandle.of(receiptHandle, queue.arn);
    QueueMessage message = find(handle);
    if (message != null) {
      if (queue.fifo() && !(message.isInFlight(now) && handle.receive() == message.receiveCount)) {
        throw SqsErrors.invalidParameter(
            receiptHandle, "ReceiptHandle", "The receipt handle has expired.");
      }
      messages.remove(message);
      if (queue.fifo()) {
        Sqs.arrived(queue, now, call);
      }
    }
  }

  /** Changes when a received message becomes visible again. */
  void changeVisibility(String receiptHandle, int seconds, Call call) {
    ReceiptHandle handle = ReceiptHandle.of(receiptHandle, queue.arn);
    Instant now = call.now();
    QueueMessage message = find(handle);
    if (message == null || !message.isInFlight(now)) {
      throw SqsErrors.invalidParameter(
          receiptHandle,
          "ReceiptHandle",
          "Message does not exist or is not available for visibility timeout change.");
    }
    Instant until = now.plusSeconds(seconds);
    if (message.lastReceived != null && until.isAfter(message.lastReceived.plus(MOST_VISIBILITY))) {
      throw SqsErrors.invalidParameter(
          seconds,
          QueueAttributes.VISIBILITY,
          "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
    }
    message.visibleAt = until;
    Sqs.arrived(queue, until, call);
  }

  private @Nullable QueueMessage find(ReceiptHandle handle) {
    return messages.stream()
        .filter(message -> message.id.equals(handle.messageId()))
        .findFirst()
        .orElse(null);
  }

  void purge() {
    messages.clear();
  }

  /** Returns how many messages there are of each kind that SQS counts. */
  Map<String, Long> counts(Instant now) {
    expire(now);
    return ImmutableMap.of(
        "ApproximateNumberOfMessages", count(message -> message.isVisible(now)),
        "ApproximateNumberOfMessagesNotVisible", count(message -> message.isInFlight(now)),
        "ApproximateNumberOfMessagesDelayed", count(message -> message.isDelayed(now)));
  }

  private long count(Predicate<QueueMessage> which) {
    return messages.stream().filter(which).count();
  }

  /** Drops the messages that were retained long enough. */
  private void expire(Instant now) {
    Duration retention = Duration.ofSeconds(queue.attributes.number(QueueAttributes.RETENTION));
    messages.removeIf(message -> !message.sent.plus(retention).isAfter(now));
  }
}
