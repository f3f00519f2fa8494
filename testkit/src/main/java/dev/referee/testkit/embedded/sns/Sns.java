package dev.referee.testkit.embedded.sns;

import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.EventTargets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** SNS in one Region of an account: its topics, and what it offers to others. */
public final class Sns {
  final Map<String, TopicRecord> topics = new TreeMap<>();

  private Sns() {}

  /** Returns SNS in the Region that is called. */
  public static Sns of(Call call) {
    return call.regional(Sns.class, Sns::new);
  }

  /** Lets other services deliver to the topics of an account from now on. */
  public static void follow(AccountState account) {
    EventTargets.of(account.store()).add(new TopicTarget());
  }

  /**
   * The messages of a topic so far.
   *
   * @param published how many were published
   * @param delivered how many times an endpoint took one
   * @param failed how many times an endpoint did not
   * @param filtered how many times a filter policy held one back
   * @param lastReason why the last delivery or publication failed; empty if none did
   */
  public record Deliveries(
      int published, int delivered, int failed, int filtered, String lastReason) {}

  /** Returns the messages of a topic, or throws SNS's error where there is none. */
  public Deliveries deliveries(String topicArn) {
    TopicRecord topic = topic(topicArn);
    return new Deliveries(
        topic.published, topic.delivered, topic.failed, topic.filtered, topic.lastReason);
  }

  /** Returns the names of the topics, in order. */
  public List<String> topicNames() {
    return topics.values().stream().map(topic -> topic.name).toList();
  }

  /**
   * Confirms the subscriptions of an endpoint, as its owner does by the link in the message.
   *
   * @return how many were confirmed
   */
  public int confirm(String endpoint, Call call) {
    int confirmed = 0;
    for (TopicRecord topic : topics.values()) {
      for (SubscriptionRecord each : topic.subscriptions(call.now()).values()) {
        if (!each.confirmed && each.endpoint.equals(endpoint)) {
          each.confirmed = true;
          confirmed++;
        }
      }
    }
    return confirmed;
  }

  /**
   * Deletes the confirmed subscriptions of an endpoint, as its owner does by the link in a message.
   *
   * @return how many were deleted
   */
  public int unsubscribe(String endpoint, Call call) {
    int deleted = 0;
    for (TopicRecord topic : topics.values()) {
      Map<String, SubscriptionRecord> all = topic.subscriptions(call.now());
      for (SubscriptionRecord each : List.copyOf(all.values())) {
        if (each.confirmed && each.endpoint.equals(endpoint) && !each.authenticated) {
          Subscriptions.remove(each);
          deleted++;
        }
      }
    }
    return deleted;
  }

  TopicRecord topic(@Nullable String arn) {
    TopicRecord found = arn == null ? null : topics.get(arn);
    if (found == null) {
      throw arn != null && arn.matches("arn:aws:sns:[a-z0-9-]+:\\d{12}:[\\w-]+(\\.fifo)?")
          ? SnsErrors.missing("Topic")
          : SnsErrors.invalid("TopicArn Reason: An ARN must have at least 6 elements, not 1");
    }
    return found;
  }

  SubscriptionRecord subscription(String arn, Call call) {
    int colon = arn.lastIndexOf(':');
    TopicRecord topic = colon < 0 ? null : topics.get(arn.substring(0, colon));
    SubscriptionRecord found = topic == null ? null : topic.subscriptions(call.now()).get(arn);
    if (found == null) {
      throw arn.matches("arn:aws:sns:[a-z0-9-]+:\\d{12}:[\\w-]+(\\.fifo)?:[0-9a-f-]{36}")
          ? SnsErrors.missing("Subscription")
          : SnsErrors.invalid(
              "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1");
    }
    return found;
  }
}
