package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternRequest;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternResponse;

/** An emulation of rules. */
final class EventRules {
  private EventRules() {}

  static void addTo(Service service) {
    service
        .on(PutRuleRequest.class, PutRuleRequest::builder, EventRules::put)
        .on(DescribeRuleRequest.class, DescribeRuleRequest::builder, EventRules::describe)
        .on(ListRulesRequest.class, ListRulesRequest::builder, EventRules::list)
        .on(EnableRuleRequest.class, EnableRuleRequest::builder, EventRules::enable)
        .on(DisableRuleRequest.class, DisableRuleRequest::builder, EventRules::disable)
        .on(DeleteRuleRequest.class, DeleteRuleRequest::builder, EventRules::delete)
        .on(
            TestEventPatternRequest.class,
            TestEventPatternRequest::builder,
            EventRules::testPattern);
  }

  /** Creates a rule, or replaces one: what the request does not say, the rule has no longer. */
  static PutRuleResponse put(PutRuleRequest request, Call call) {
    EventBusRecord bus = EventBridge.of(call).bus(request.eventBusName());
    if (request.eventPattern() == null && request.scheduleExpression() == null) {
      throw EventErrors.invalid(
          "Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    if (request.scheduleExpression() != null) {
      if (!bus.isDefault()) {
        throw EventErrors.invalid("ScheduleExpression is supported only on the default event bus.");
      }
      ScheduleExpression.check(request.scheduleExpression());
    }
    if (request.state() == RuleState.UNKNOWN_TO_SDK_VERSION) {
      throw EventErrors.invalid(
          ("1 validation error detected: Value '%s' at 'state' failed to satisfy constraint:"
                  + " Member must satisfy enum value set: [ENABLED, DISABLED,"
                  + " ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]")
              .formatted(request.stateAsString()));
    }
    EventPattern pattern =
        request.eventPattern() == null ? null : EventPattern.parse(request.eventPattern());
    EventRule rule = bus.rules.get(request.name());
    if (rule == null) {
      rule = new EventRule(request.name(), bus.ruleArn(request.name()));
      EventTags.add(request.tags(), rule.tags);
      bus.rules.put(rule.name, rule);
    }
    rule.pattern = pattern;
    rule.schedule = request.scheduleExpression();
    rule.description = request.description();
    rule.roleArn = request.roleArn();
    rule.state = request.state() == null ? RuleState.ENABLED : request.state();
    return PutRuleResponse.builder().ruleArn(rule.arn).build();
  }

  static DescribeRuleResponse describe(DescribeRuleRequest request, Call call) {
    EventBusRecord bus = EventBridge.of(call).bus(request.eventBusName());
    EventRule rule = bus.rule(request.name());
    return DescribeRuleResponse.builder()
        .name(rule.name)
        .arn(rule.arn)
        .eventPattern(rule.patternText())
        .scheduleExpression(rule.schedule)
        .state(rule.state)
        .description(rule.description)
        .roleArn(rule.roleArn)
        .eventBusName(bus.name)
        .createdBy(call.accountId())
        .build();
  }

  static ListRulesResponse list(ListRulesRequest request, Call call) {
    EventBusRecord bus = EventBridge.of(call).bus(request.eventBusName());
    String prefix = Strings.nullToEmpty(request.namePrefix());
    List<Rule> all =
        bus.rules.values().stream()
            .filter(rule -> rule.name.startsWith(prefix))
            .map(
                rule ->
                    Rule.builder()
                        .name(rule.name)
                        .arn(rule.arn)
                        .eventPattern(rule.patternText())
                        .scheduleExpression(rule.schedule)
                        .state(rule.state)
                        .description(rule.description)
                        .roleArn(rule.roleArn)
                        .eventBusName(bus.name)
                        .build())
            .toList();
    Page<Rule> page =
        Page.of(all, EventBridge.pageSize(request.limit()), request.nextToken(), call);
    return ListRulesResponse.builder().rules(page.items()).nextToken(page.next()).build();
  }

  static EnableRuleResponse enable(EnableRuleRequest request, Call call) {
    EventBridge.of(call).bus(request.eventBusName()).rule(request.name()).state = RuleState.ENABLED;
    return EnableRuleResponse.builder().build();
  }

  static DisableRuleResponse disable(DisableRuleRequest request, Call call) {
    EventBridge.of(call).bus(request.eventBusName()).rule(request.name()).state =
        RuleState.DISABLED;
    return DisableRuleResponse.builder().build();
  }

  /** Deletes a rule without targets; EventBridge says nothing of one that is not there. */
  static DeleteRuleResponse delete(DeleteRuleRequest request, Call call) {
    Map<String, EventRule> rules = EventBridge.of(call).bus(request.eventBusName()).rules;
    EventRule rule = rules.get(request.name());
    if (rule != null && !rule.targets.isEmpty()) {
      throw EventErrors.invalid("Rule can't be deleted since it has targets.");
    }
    rules.remove(request.name());
    return DeleteRuleResponse.builder().build();
  }

  /** The event needs what every event has. */
  static TestEventPatternResponse testPattern(TestEventPatternRequest request, Call call) {
    JsonNode event;
    try {
      event = JsonCodec.JSON.readTree(request.event());
    } catch (JsonProcessingException malformed) {
      throw EventErrors.invalid("Parameter Event is not valid.");
    }
    for (String member : List.of("id", "account", "source", "time", "region", "detail-type")) {
      if (!event.path(member).isTextual()) {
        throw EventErrors.invalid("Parameter Event is not valid.");
      }
    }
    return TestEventPatternResponse.builder()
        .result(EventPattern.parse(request.eventPattern()).matches(event))
        .build();
  }
}
