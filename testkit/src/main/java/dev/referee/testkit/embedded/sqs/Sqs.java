package dev.referee.testkit.embedded.sqs;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.EventTargets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** SQS in one Region of an account: its queues, and what it offers to others. */
public final class Sqs {
  private static final Pattern HOST = Pattern.compile("https?://sqs\\.([a-z0-9-]+)\\.amazonaws.*");

  final Map<String, SqsQueue> queues = new TreeMap<>();

  /** When queues were deleted, by their names. */
  final Map<String, Instant> deleted = new HashMap<>();

  /** The URLs of the queues that a policy of a stack is for, by its physical id. */
  final Map<String, List<String>> policiesOfStacks = new HashMap<>();

  private Sqs() {}

  /** Returns SQS in the Region that is called. */
  public static Sqs of(Call call) {
    return call.regional(Sqs.class, Sqs::new);
  }

  /** Lets other services deliver to the queues of an account. */
  public static void follow(AccountState account) {
    EventTargets.of(account.store()).add(new SqsDelivery());
  }

  /**
   * An event: a queue has messages that can be received.
   *
   * @param queueArn the queue
   * @param call where it is
   */
  public record Arrival(String queueArn, Call call) {}

  /** Publishes that a message can be received, once it can. */
  static void arrived(SqsQueue queue, Instant visibleAt, Call call) {
    Duration delay = Duration.between(call.now(), visibleAt);
    Arrival arrival = new Arrival(queue.arn, call);
    if (delay.isNegative() || delay.isZero()) {
      call.store().publish(arrival);
    } else {
      call.later(delay, () -> call.store().publish(arrival));
    }
  }

  /** Returns the visibility timeout of a queue in seconds; null if there is no such queue. */
  public @Nullable Integer visibilityTimeout(String queueArn) {
    SqsQueue queue = queueWithArn(queueArn);
    return queue == null ? null : queue.attributes.number(QueueAttributes.VISIBILITY);
  }

  /** Returns whether a queue is a FIFO queue. */
  public boolean isFifo(String queueArn) {
    SqsQueue queue = queueWithArn(queueArn);
    return queue != null && queue.fifo();
  }

  /** Returns how many messages of a queue are visible. */
  public int visible(String queueArn, Call call) {
    SqsQueue queue = queueWithArn(queueArn);
    return queue == null
        ? 0
        : Integer.parseInt(
            queue.shown(call.now()).getOrDefault("ApproximateNumberOfMessages", "0"));
  }

  /**
   * Receives messages with all of their attributes, if the caller may use the key of the queue.
   *
   * @param queueArn the queue; one that is not there has no messages
   */
  public List<Message> receive(String queueArn, int most, Call call) {
    SqsQueue queue = queueWithArn(queueArn);
    if (queue == null || QueueEncryption.refusal(queue, call, "kms:Decrypt") != null) {
      return List.of();
    }
    return queue
        .messages
        .receive(most, queue.attributes.number(QueueAttributes.VISIBILITY), this, call)
        .stream()
        .map(
            message ->
                ReceiveMessages.shown(
                    message,
                    queue,
                    List.of(MessageSystemAttributeName.ALL.toString()),
                    List.of("All")))
        .toList();
  }

  /** Deletes a received message. */
  public void delete(String queueArn, String receiptHandle, Call call) {
    SqsQueue queue = queueWithArn(queueArn);
    if (queue != null) {
      queue.messages.delete(receiptHandle, call);
    }
  }

  /** Returns the queue with an ARN; null if there is none. */
  @Nullable SqsQueue queueWithArn(String arn) {
    return queues.values().stream().filter(queue -> queue.arn.equals(arn)).findFirst().orElse(null);
  }

  /** Returns the queue of a request, or refuses one that is not there or denies the caller. */
  static SqsQueue queue(String url, String action, Call call) {
    Matcher host = HOST.matcher(url);
    if (host.matches() && !host.group(1).equals(call.region())) {
      throw SqsErrors.of(
          "InvalidAddress", "The address " + url + " is not valid for this endpoint.");
    }
    List<String> path = Splitter.on('/').splitToList(url);
    SqsQueue found = Sqs.of(call).queues.get(path.get(path.size() - 1));
    boolean owned = path.size() < 2 || path.get(path.size() - 2).equals(call.accountId());
    if (found == null || !owned) {
      throw SqsErrors.noQueue();
    }
    if (call.store().enforcesIam() && found.denies(call, action)) {
      throw SqsErrors.of(
          "AccessDeniedException",
          ("User: %s is not authorized to perform: %s on resource: %s with an explicit deny in a"
                  + " resource-based policy")
              .formatted(call.principalArn(), SqsPermissions.lowerCase(action), found.arn));
    }
    return found;
  }

  /** Returns the queues that have another one as their dead-letter queue. */
  Stream<SqsQueue> sourcesOf(SqsQueue deadLetters) {
    return queues.values().stream()
        .filter(
            queue -> {
              RedrivePolicy redrive = RedrivePolicy.of(queue.attributes);
              return redrive != null && redrive.target().equals(deadLetters.arn);
            });
  }
}
