package dev.referee.testkit.embedded.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue with its attributes and messages. */
final class SqsQueue {
  final String name;
  final String arn;
  final String url;
  final Instant created;
  final QueueAttributes attributes;
  final QueueMessages messages;
  final Map<String, String> tags = new TreeMap<>();
  Instant changed;

  /** When it was purged last; null if never. */
  @Nullable Instant purged;

  SqsQueue(String name, boolean fifo, Call call) {
    this.name = name;
    this.arn = "arn:aws:sqs:%s:%s:%s".formatted(call.region(), call.accountId(), name);
    this.url = url(name, call);
    this.created = call.now();
    this.changed = created;
    this.attributes = new QueueAttributes(fifo);
    this.messages = new QueueMessages(this);
  }

  static String url(String name, Call call) {
    return "https://sqs.%s.amazonaws.com/%s/%s".formatted(call.region(), call.accountId(), name);
  }

  boolean fifo() {
    return attributes.isTrue(QueueAttributes.FIFO);
  }

  /** Returns the policy; null without one. */
  @Nullable ResourcePolicy policy() {
    String policy = attributes.get(QueueAttributes.POLICY);
    return policy.isEmpty() ? null : ResourcePolicy.of(policy);
  }

  /** Returns the policy as an object whose statements are a list; a new one without any. */
  ObjectNode editablePolicy() {
    String text = attributes.get(QueueAttributes.POLICY);
    if (!text.isEmpty() && JsonCodec.parse(text) instanceof ObjectNode policy) {
      JsonNode statements = policy.path("Statement");
      if (!statements.isArray()) {
        ArrayNode one = JsonCodec.JSON.createArrayNode().add(statements);
        policy.set("Statement", one);
      }
      return policy;
    }
    ObjectNode policy =
        JsonCodec.JSON
            .createObjectNode()
            .put("Version", "2008-10-17")
            .put("Id", arn + "/SQSDefaultPolicy");
    policy.putArray("Statement");
    return policy;
  }

  /** Returns whether the policy denies the caller an action. */
  boolean denies(Call call, String action) {
    ResourcePolicy policy = policy();
    return policy != null && policy.denies(call, action, arn, Iam.callerKeys(call));
  }

  /** Returns whether the policy allows the caller itself an action. */
  boolean allows(Call call, String action) {
    ResourcePolicy policy = policy();
    return policy != null && policy.allowsByName(call, action, arn, Iam.callerKeys(call));
  }

  /** Returns whether another queue may have this one as its dead-letter queue. */
  boolean allowsDeadLettersOf(String sourceArn) {
    String policy = attributes.get(QueueAttributes.REDRIVE_ALLOW);
    if (policy.isEmpty()) {
      return true;
    }
    JsonNode json = JsonCodec.parse(policy);
    return switch (json.path("redrivePermission").asText()) {
      case "denyAll" -> false;
      case "byQueue" -> JsonCodec.texts(json.path("sourceQueueArns")).contains(sourceArn);
      default -> true;
    };
  }

  /** Returns all attributes with their values. */
  Map<String, String> shown(Instant now) {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("QueueArn", arn);
    messages.counts(now).forEach((counted, count) -> shown.put(counted, Long.toString(count)));
    shown.put("CreatedTimestamp", Long.toString(created.getEpochSecond()));
    shown.put("LastModifiedTimestamp", Long.toString(changed.getEpochSecond()));
    shown.putAll(attributes.shown());
    return shown;
  }
}
