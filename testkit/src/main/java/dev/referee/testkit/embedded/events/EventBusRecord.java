package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DeadLetterConfig;
import software.amazon.awssdk.services.eventbridge.model.EventBus;

/** An event bus with its rules, by name. */
final class EventBusRecord {
  final String name;
  final String arn;
  final Instant created;
  final Map<String, EventRule> rules = new TreeMap<>();
  final Map<String, String> tags = new LinkedHashMap<>();

  /** The statements of its policy, by their Sid. */
  final Map<String, ObjectNode> statements = new LinkedHashMap<>();

  Instant changed;
  @Nullable String description;
  @Nullable String kmsKey;
  @Nullable DeadLetterConfig deadLetters;

  EventBusRecord(String name, Call call) {
    this.name = name;
    this.arn = "arn:aws:events:%s:%s:event-bus/%s".formatted(call.region(), call.accountId(), name);
    this.created = call.now();
    this.changed = created;
  }

  boolean isDefault() {
    return name.equals(EventBridge.DEFAULT);
  }

  String ruleArn(String rule) {
    return arn.replaceFirst(":event-bus/.*$", ":rule/") + (isDefault() ? rule : name + "/" + rule);
  }

  EventRule rule(String rule) {
    EventRule found = rules.get(rule);
    if (found == null) {
      throw EventErrors.missing("Rule %s does not exist on EventBus %s.".formatted(rule, name));
    }
    return found;
  }

  /** Returns the policy; null without one. */
  @Nullable String policy() {
    if (statements.isEmpty()) {
      return null;
    }
    ObjectNode policy = JsonCodec.JSON.createObjectNode().put("Version", "2012-10-17");
    policy.putArray("Statement").addAll(statements.values());
    return policy.toString();
  }

  EventBus shown() {
    return EventBus.builder()
        .name(name)
        .arn(arn)
        .description(description)
        .policy(policy())
        .creationTime(created)
        .lastModifiedTime(changed)
        .build();
  }
}
