package dev.referee.testkit.embedded.events;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** The permissions of EventBridge. */
final class EventBridgePermissions implements ServicePermissions {
  private static final Set<String> LISTS =
      Set.of("ListEventBuses", "ListRuleNamesByTarget", "TestEventPattern");

  @Override
  public boolean lists(String operation) {
    return LISTS.contains(operation);
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    Set<String> resources = new LinkedHashSet<>();
    String bus = Objects.requireNonNullElse(request.text("EventBusName"), EventBridge.DEFAULT);
    bus = bus.substring(bus.lastIndexOf('/') + 1);
    switch (request.operation()) {
      case "PutEvents" -> {
        PutEventsRequest events = (PutEventsRequest) request.request();
        events
            .entries()
            .forEach(
                entry ->
                    resources.add(
                        bus(
                            request,
                            Objects.requireNonNullElse(
                                entry.eventBusName(), EventBridge.DEFAULT))));
      }
      case "CreateEventBus", "UpdateEventBus", "DeleteEventBus", "DescribeEventBus" ->
          resources.add(
              bus(request, Objects.requireNonNullElse(request.text("Name"), EventBridge.DEFAULT)));
      case "PutPermission", "RemovePermission" -> resources.add(bus(request, bus));
      case "TagResource", "UntagResource", "ListTagsForResource" ->
          resources.addAll(Stream.ofNullable(request.text("ResourceARN")).toList());
      case "ListRules" -> resources.add(rule(request, bus, "*"));
      default -> {
        String rule = request.text("Rule");
        rule = rule == null ? request.text("Name") : rule;
        if (rule != null) {
          resources.add(rule(request, bus, rule));
        }
      }
    }
    return resources;
  }

  private static String bus(AuthorizedRequest request, String name) {
    return AuthorizedRequest.arn(name, request.regional() + "event-bus/");
  }

  private static String rule(AuthorizedRequest request, String bus, String rule) {
    String path = bus.equals(EventBridge.DEFAULT) ? rule : bus + "/" + rule;
    return request.regional() + "rule/" + path;
  }

  @Override
  public List<NeededPermission> passedRoles(AuthorizedRequest request) {
    Set<String> roles = new LinkedHashSet<>();
    if (request.request() instanceof PutTargetsRequest targets) {
      targets.targets().stream().map(Target::roleArn).filter(Objects::nonNull).forEach(roles::add);
    } else if (request.request() instanceof PutRuleRequest rule && rule.roleArn() != null) {
      roles.add(rule.roleArn());
    }
    return roles.stream()
        .map(role -> NeededPermission.passing(role, EventDelivery.PRINCIPAL))
        .toList();
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    Map<String, String> tags = EventBridge.of(call).tags(arn);
    return tags == null ? Map.of() : tags;
  }
}
