package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.eventbridge.model.Condition;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBus;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesResponse;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusResponse;

/** An emulation of event buses and their policies. */
final class EventBuses {
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}|\\*");

  private EventBuses() {}

  static void addTo(Service service) {
    service
        .on(CreateEventBusRequest.class, CreateEventBusRequest::builder, EventBuses::create)
        .on(UpdateEventBusRequest.class, UpdateEventBusRequest::builder, EventBuses::update)
        .on(DeleteEventBusRequest.class, DeleteEventBusRequest::builder, EventBuses::delete)
        .on(DescribeEventBusRequest.class, DescribeEventBusRequest::builder, EventBuses::describe)
        .on(ListEventBusesRequest.class, ListEventBusesRequest::builder, EventBuses::list)
        .on(PutPermissionRequest.class, PutPermissionRequest::builder, EventBuses::putPermission)
        .on(
            RemovePermissionRequest.class,
            RemovePermissionRequest::builder,
            EventBuses::removePermission);
  }

  static CreateEventBusResponse create(CreateEventBusRequest request, Call call) {
    Map<String, EventBusRecord> buses = EventBridge.of(call).buses;
    String name = request.name();
    if (buses.containsKey(name)) {
      throw new AwsError(
          400, "ResourceAlreadyExistsException", "Event bus " + name + " already exists.");
    }
    if (request.eventSourceName() == null && name.contains("/")) {
      throw EventErrors.invalid("Event bus name must not contain '/'.");
    }
    if (request.eventSourceName() != null) {
      throw EventErrors.missing("Event source " + request.eventSourceName() + " does not exist.");
    }
    EventBusRecord made = new EventBusRecord(name, call);
    made.description = request.description();
    made.kmsKey = request.kmsKeyIdentifier();
    made.deadLetters = request.deadLetterConfig();
    EventTags.add(request.tags(), made.tags);
    buses.put(name, made);
    return CreateEventBusResponse.builder()
        .eventBusArn(made.arn)
        .description(made.description)
        .kmsKeyIdentifier(made.kmsKey)
        .deadLetterConfig(made.deadLetters)
        .build();
  }

  static UpdateEventBusResponse update(UpdateEventBusRequest request, Call call) {
    EventBusRecord bus = EventBridge.of(call).bus(request.name());
    bus.description = request.description();
    bus.kmsKey = request.kmsKeyIdentifier();
    bus.deadLetters = request.deadLetterConfig();
    bus.changed = call.now();
    return UpdateEventBusResponse.builder()
        .arn(bus.arn)
        .name(bus.name)
        .description(bus.description)
        .kmsKeyIdentifier(bus.kmsKey)
        .deadLetterConfig(bus.deadLetters)
        .build();
  }

  /** Deletes a bus; EventBridge says nothing of one that is not there. */
  static DeleteEventBusResponse delete(DeleteEventBusRequest request, Call call) {
    Map<String, EventBusRecord> buses = EventBridge.of(call).buses;
    if (request.name().equals(EventBridge.DEFAULT)) {
      throw EventErrors.invalid("Cannot delete event bus default.");
    }
    EventBusRecord bus = buses.get(request.name());
    if (bus != null && !bus.rules.isEmpty()) {
      throw EventErrors.invalid("EventBus can't be deleted since it has rules.");
    }
    buses.remove(request.name());
    return DeleteEventBusResponse.builder().build();
  }

  static DescribeEventBusResponse describe(DescribeEventBusRequest request, Call call) {
    EventBusRecord bus = EventBridge.of(call).bus(request.name());
    return DescribeEventBusResponse.builder()
        .name(bus.name)
        .arn(bus.arn)
        .description(bus.description)
        .kmsKeyIdentifier(bus.kmsKey)
        .deadLetterConfig(bus.deadLetters)
        .policy(bus.policy())
        .creationTime(bus.created)
        .lastModifiedTime(bus.changed)
        .build();
  }

  static ListEventBusesResponse list(ListEventBusesRequest request, Call call) {
    String prefix = Strings.nullToEmpty(request.namePrefix());
    List<EventBus> all =
        EventBridge.of(call).buses.values().stream()
            .filter(bus -> bus.name.startsWith(prefix))
            .map(EventBusRecord::shown)
            .toList();
    Page<EventBus> page =
        Page.of(all, EventBridge.pageSize(request.limit()), request.nextToken(), call);
    return ListEventBusesResponse.builder().eventBuses(page.items()).nextToken(page.next()).build();
  }

  static PutPermissionResponse putPermission(PutPermissionRequest request, Call call) {
    EventBusRecord bus = EventBridge.of(call).bus(request.eventBusName());
    if (request.policy() != null) {
      putPolicy(bus, request.policy());
    } else {
      bus.statements.put(required(request), statement(request, bus));
    }
    bus.changed = call.now();
    return PutPermissionResponse.builder().build();
  }

  /** Replaces the whole policy of a bus. */
  private static void putPolicy(EventBusRecord bus, String policy) {
    try {
      ResourcePolicy.of(policy);
    } catch (AwsError malformed) {
      throw EventErrors.invalid("This policy contains invalid Json");
    }
    Map<String, ObjectNode> statements = new LinkedHashMap<>();
    JsonNode listed = JsonCodec.parse(policy).path("Statement");
    for (JsonNode one : listed.isArray() ? listed : List.of(listed)) {
      if (one instanceof ObjectNode statement) {
        statements.put(
            statement.path("Sid").asText("Statement" + (statements.size() + 1)), statement);
      }
    }
    bus.statements.clear();
    bus.statements.putAll(statements);
  }

  private static String required(PutPermissionRequest request) {
    if (request.principal() == null) {
      throw EventErrors.invalid("Parameter Principal must be specified.");
    }
    if (request.condition() != null && !request.principal().equals("*")) {
      throw EventErrors.invalid(
          "Value of the parameter 'principal' must be '*' when the parameter 'condition' is set.");
    }
    if (!ACCOUNT.matcher(request.principal()).matches()) {
      throw EventErrors.invalid(
          "1 validation error detected: Value '%s' at 'principal' failed to satisfy constraint: Member must satisfy regular expression pattern: (\\d{12}|\\*)"
              .formatted(request.principal()));
    }
    if (!"events:PutEvents".equals(request.action())) {
      throw EventErrors.invalid("Provided value in parameter 'action' is not supported.");
    }
    if (request.statementId() == null) {
      throw EventErrors.invalid("Parameter StatementId must be specified.");
    }
    return request.statementId();
  }

  private static ObjectNode statement(PutPermissionRequest request, EventBusRecord bus) {
    ObjectNode statement =
        JsonCodec.JSON.createObjectNode().put("Sid", request.statementId()).put("Effect", "Allow");
    if (request.principal().equals("*")) {
      statement.put("Principal", "*");
    } else {
      statement.putObject("Principal").put("AWS", "arn:aws:iam::" + request.principal() + ":root");
    }
    statement.put("Action", request.action()).put("Resource", bus.arn);
    Condition condition = request.condition();
    if (condition != null) {
      statement
          .putObject("Condition")
          .putObject(condition.type())
          .put(condition.key(), condition.value());
    }
    return statement;
  }

  static RemovePermissionResponse removePermission(RemovePermissionRequest request, Call call) {
    EventBusRecord bus = EventBridge.of(call).bus(request.eventBusName());
    if (bus.statements.isEmpty()) {
      throw EventErrors.missing("EventBus does not have a policy.");
    }
    if (Boolean.TRUE.equals(request.removeAllPermissions())) {
      bus.statements.clear();
    } else if (request.statementId() == null
        || bus.statements.remove(request.statementId()) == null) {
      throw EventErrors.missing("Statement with the provided id does not exist.");
    }
    bus.changed = call.now();
    return RemovePermissionResponse.builder().build();
  }
}
