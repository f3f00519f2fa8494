package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.DeliveryResult;
import dev.referee.testkit.embedded.service.EventTarget;
import dev.referee.testkit.embedded.service.EventTargets;
import dev.referee.testkit.embedded.service.MetricName;
import dev.referee.testkit.embedded.service.MetricValue;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.DeadLetterConfig;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.model.Role;

/** The delivery of events from a bus to the targets of its rules. */
final class EventDelivery {
  static final String PRINCIPAL = "events.amazonaws.com";

  /** The number of buses that an event passes at most, so that a circle of rules ends. */
  private static final int MOST_BUSES = 5;

  private static final Map<String, String> ACTIONS =
      Map.of(
          "events", "events:PutEvents",
          "lambda", "lambda:InvokeFunction",
          "sns", "sns:Publish",
          "sqs", "sqs:SendMessage",
          "states", "states:StartExecution");

  private EventDelivery() {}

  /** Returns a new event. */
  static ObjectNode event(
      Call call, String source, String detailType, List<String> resources, JsonNode detail) {
    ObjectNode event =
        JsonCodec.JSON
            .createObjectNode()
            .put("version", "0")
            .put("id", Ids.of(call).uuid())
            .put("detail-type", detailType)
            .put("source", source)
            .put("account", call.accountId())
            .put("time", call.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .put("region", call.region());
    ArrayNode listed = event.putArray("resources");
    resources.forEach(listed::add);
    event.set("detail", detail);
    return event;
  }

  /** Delivers an event to the targets of those rules of a bus that match it. */
  static void deliver(EventBusRecord bus, ObjectNode event, boolean managementRead, Call call) {
    deliver(bus, event, managementRead, call, 1);
  }

  private static void deliver(
      EventBusRecord bus, ObjectNode event, boolean managementRead, Call call, int buses) {
    for (EventRule rule : List.copyOf(bus.rules.values())) {
      if (rule.matches(event, managementRead)) {
        rule.matched++;
        count("MatchedEvents", bus, rule, call);
        count("TriggeredRules", bus, rule, call);
        for (Target target : List.copyOf(rule.targets.values())) {
          String json = TargetInput.of(target, rule, event, call.now());
          DeliveryResult result = invoke(target, rule, event, json, call, buses);
          count("Invocations", bus, rule, call);
          if (result.delivered()) {
            rule.invoked++;
          } else {
            rule.failed++;
            count("FailedInvocations", bus, rule, call);
            rule.lastReason = result.reason();
            deadLetter(target, rule, json, call);
          }
        }
      }
    }
  }

  /** Counts in a metric of the rule; only other buses than the default one are a dimension. */
  private static void count(String metric, EventBusRecord bus, EventRule rule, Call call) {
    Map<String, String> dimensions =
        bus.isDefault()
            ? Map.of("RuleName", rule.name)
            : Map.of("EventBusName", bus.name, "RuleName", rule.name);
    MetricName name = new MetricName("AWS/Events", metric, dimensions);
    call.store().publish(new MetricValue(call, name, 1, "Count"));
  }

  private static DeliveryResult invoke(
      Target target, EventRule rule, ObjectNode event, String json, Call call, int buses) {
    String service = service(target.arn());
    String action = ACTIONS.get(service);
    if (action == null) {
      return failed("The embedded account delivers nothing to targets of " + service + ".");
    }
    Call caller = call;
    if (target.roleArn() != null) {
      String refusal = refusal(target.roleArn(), action, target.arn(), call);
      if (refusal != null) {
        return failed(refusal);
      }
      caller = as(target.roleArn(), call);
    }
    if (service.equals("events")) {
      return forward(target, rule, event, call, buses);
    }
    EventTarget to = EventTargets.of(call.store()).find(service);
    return to == null
        ? failed("The embedded account delivers nothing to targets of " + service + ".")
        : to.deliver(
            target.arn(), json, target.roleArn() == null ? PRINCIPAL : "", rule.arn, caller);
  }

  /** Returns why a role cannot deliver; null if it can. */
  private static @Nullable String refusal(
      String roleArn, String action, String targetArn, Call call) {
    Iam iam = Iam.of(call);
    Role role = iam.roleWithArn(roleArn);
    if (role == null) {
      return "The role " + roleArn + " does not exist.";
    }
    if (!iam.trusts(role, PRINCIPAL)) {
      return "The role " + roleArn + " does not trust " + PRINCIPAL + ".";
    }
    return iam.allows(role.roleName(), new NeededPermission(action, targetArn))
        ? null
        : "The role %s is not allowed %s on %s.".formatted(roleArn, action, targetArn);
  }

  private static Call as(String roleArn, Call call) {
    String name = roleArn.substring(roleArn.lastIndexOf('/') + 1);
    return new Call(
        call.accountId(),
        call.region(),
        "arn:aws:sts::%s:assumed-role/%s/events".formatted(call.accountId(), name),
        call.store(),
        call.clock());
  }

  /** Forwards an event, untransformed, to another bus of the account. */
  private static DeliveryResult forward(
      Target target, EventRule rule, ObjectNode event, Call call, int buses) {
    List<String> arn = Splitter.on(':').limit(6).splitToList(target.arn());
    if (!arn.get(4).equals(call.accountId())) {
      return failed("The embedded account forwards no events to other accounts.");
    }
    Call there =
        new Call(call.accountId(), arn.get(3), call.principalArn(), call.store(), call.clock());
    EventBusRecord bus;
    try {
      bus = EventBridge.of(there).bus(target.arn());
    } catch (AwsError absent) {
      return failed(absent.message());
    }
    if (target.roleArn() == null && !allows(bus, rule, call)) {
      return failed("The policy of %s does not allow %s.".formatted(bus.arn, PRINCIPAL));
    }
    if (buses >= MOST_BUSES) {
      return failed("The event was forwarded too often.");
    }
    deliver(bus, event, false, there, buses + 1);
    return new DeliveryResult(true, "");
  }

  private static boolean allows(EventBusRecord bus, EventRule rule, Call call) {
    String policy = bus.policy();
    if (policy == null) {
      return false;
    }
    ListMultimap<String, String> context =
        ImmutableListMultimap.of("aws:SourceArn", rule.arn, "aws:SourceAccount", call.accountId());
    return ResourcePolicy.of(policy).allowsService(PRINCIPAL, "events:PutEvents", bus.arn, context);
  }

  private static void deadLetter(Target target, EventRule rule, String json, Call call) {
    DeadLetterConfig queue = target.deadLetterConfig();
    if (queue != null && queue.arn() != null) {
      EventTarget to = EventTargets.of(call.store()).find(service(queue.arn()));
      if (to != null) {
        to.deliver(queue.arn(), json, PRINCIPAL, rule.arn, call);
      }
    }
  }

  private static String service(String arn) {
    return Splitter.on(':').splitToList(arn).get(2);
  }

  private static DeliveryResult failed(String reason) {
    return new DeliveryResult(false, reason);
  }
}
