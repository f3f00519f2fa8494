package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** The CloudFormation resource types of EventBridge. */
final class EventBridgeResourceTypes {
  private EventBridgeResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.of(
                "AWS::Events::EventBus",
                EventBridgeResourceTypes::bus,
                (name, call) ->
                    EventBuses.delete(DeleteEventBusRequest.builder().name(name).build(), call))
            .requiring("Name")
            .identifiedBy("Name"),
        ResourceType.of(
                "AWS::Events::Rule",
                EventBridgeResourceTypes::rule,
                (arn, call) -> {
                  throw new IllegalStateException("A rule is deleted by its name and its bus");
                })
            .deletedBy(EventBridgeResourceTypes::deleteRule)
            .changedBy(EventBridgeResourceTypes::changeRule)
            .identifiedBy("Name")
            .calling("PutRule", "DeleteRule"));
  }

  private static Made bus(Properties properties, Call call) {
    String arn =
        EventBuses.create(
                properties
                    .as(CreateEventBusRequest.class, CreateEventBusRequest.builder())
                    .toBuilder()
                    .name(properties.name("Name"))
                    .build(),
                call)
            .eventBusArn();
    JsonNode policy = properties.json().path("Policy");
    String name = properties.name("Name");
    if (policy.isObject()) {
      try {
        EventBuses.putPermission(
            PutPermissionRequest.builder().eventBusName(name).policy(policy.toString()).build(),
            call);
      } catch (AwsError refused) {
        EventBridge.of(call).buses.remove(name);
        throw refused;
      }
    }
    return new Made(name, Map.of("Arn", arn, "Name", name));
  }

  /** Puts a rule with its targets; a template writes the pattern as an object. */
  private static Made rule(Properties properties, Call call) {
    String name = properties.name("Name");
    ObjectNode json = properties.json().deepCopy();
    JsonNode pattern = json.path("EventPattern");
    if (pattern.isObject()) {
      json.put("EventPattern", pattern.toString());
    }
    JsonNode busName = json.path("EventBusName");
    String bus = busName.isTextual() ? busName.asText() : null;
    boolean added = !EventBridge.of(call).bus(bus).rules.containsKey(name);
    String arn =
        EventRules.put(
                new Properties(json, name)
                    .as(PutRuleRequest.class, PutRuleRequest.builder()).toBuilder()
                        .name(name)
                        .build(),
                call)
            .ruleArn();
    if (json.path("Targets").size() > 0) {
      try {
        RuleTargets.put(
            new Properties(json, name)
                .as(PutTargetsRequest.class, PutTargetsRequest.builder()).toBuilder()
                    .rule(name)
                    .eventBusName(bus)
                    .build(),
            call);
      } catch (AwsError refused) {
        if (added) {
          EventBridge.of(call).bus(bus).rules.remove(name);
        }
        throw refused;
      }
    }
    return new Made(isDefault(bus) ? name : bus + "|" + name, Map.of("Arn", arn));
  }

  private static boolean isDefault(@Nullable String bus) {
    return bus == null || bus.equals(EventBridge.DEFAULT);
  }

  private static @Nullable Made changeRule(
      Made made, Properties before, Properties after, Call call) {
    boolean same =
        before.name("Name").equals(after.name("Name"))
            && before.json().path("EventBusName").equals(after.json().path("EventBusName"));
    if (!same) {
      return null;
    }
    RuleId id = RuleId.of(made);
    EventRule rule = EventBridge.of(call).bus(id.bus()).rule(id.name());
    Map<String, Target> old = new LinkedHashMap<>(rule.targets);
    rule.targets.clear();
    try {
      return rule(after, call);
    } catch (AwsError refused) {
      rule.targets.putAll(old);
      throw refused;
    }
  }

  private static void deleteRule(Made made, Call call) {
    RuleId id = RuleId.of(made);
    EventRule rule = EventBridge.of(call).bus(id.bus()).rules.get(id.name());
    if (rule != null) {
      rule.targets.clear();
      EventBridge.of(call).bus(id.bus()).rules.remove(id.name());
    }
  }

  /** The physical id of a rule: its name, and before it that of a bus that is not the default. */
  private record RuleId(String bus, String name) {
    static RuleId of(Made made) {
      int bar = made.physicalId().indexOf('|');
      return bar < 0
          ? new RuleId(EventBridge.DEFAULT, made.physicalId())
          : new RuleId(made.physicalId().substring(0, bar), made.physicalId().substring(bar + 1));
    }
  }
}
