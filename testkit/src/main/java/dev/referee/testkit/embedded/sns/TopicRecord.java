package dev.referee.testkit.embedded.sns;

import dev.referee.testkit.embedded.common.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A topic with its subscriptions, by ARN. */
final class TopicRecord {
  static final String FIFO = ".fifo";

  /** The time after which a subscription that nobody confirms is deleted. */
  private static final Duration CONFIRMATION = Duration.ofDays(2);

  final String name;
  final String arn;
  final String owner;

  /** The attributes that were set, by name. */
  final Map<String, String> attributes = new TreeMap<>();

  final Map<String, String> tags = new LinkedHashMap<>();
  private final Map<String, SubscriptionRecord> subscriptions = new LinkedHashMap<>();
  int deletedSubscriptions;

  int published;
  int delivered;
  int failed;
  int filtered;
  String lastReason = "";

  TopicRecord(String name, Call call) {
    this.name = name;
    this.arn = arn(name, call);
    this.owner = call.accountId();
  }

  static String arn(String name, Call call) {
    return "arn:aws:sns:%s:%s:%s".formatted(call.region(), call.accountId(), name);
  }

  boolean isFifo() {
    return name.endsWith(FIFO);
  }

  /** Returns the subscriptions, without those that were not confirmed in time. */
  Map<String, SubscriptionRecord> subscriptions(Instant now) {
    subscriptions
        .values()
        .removeIf(each -> !each.confirmed && each.created.plus(CONFIRMATION).isBefore(now));
    return subscriptions;
  }

  String policy() {
    return Objects.requireNonNullElseGet(attributes.get("Policy"), this::defaultPolicy);
  }

  /** Returns the key that encrypts its messages; null if none does. */
  @Nullable String kmsKey() {
    String key = attributes.get("KmsMasterKeyId");
    return key == null || key.isEmpty() ? null : key;
  }

  private String defaultPolicy() {
    return """
    {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[
    {"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},
    "Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission",
    "SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic",
    "SNS:Publish"],"Resource":"%s","Condition":{"StringEquals":{"AWS:SourceOwner":"%s"}}}]}
    """
        .formatted(arn, owner)
        .replace("\n", "");
  }
}
