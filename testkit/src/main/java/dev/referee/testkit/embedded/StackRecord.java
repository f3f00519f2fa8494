package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.ResourceType.Made;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** A stack: what it was made from, what it made, and what happened on the way. */
final class StackRecord {
  private final CreateStackRequest request;
  private final String id;
  private final Template template;
  private final Instant created;
  private final Instant ready;
  private final Map<String, Made> made = new LinkedHashMap<>();
  private final Map<String, StackResource> resources = new LinkedHashMap<>();
  private final List<Output> outputs = new ArrayList<>();
  private final List<StackEvent> events = new ArrayList<>();
  private StackStatus status = StackStatus.CREATE_IN_PROGRESS;

  StackRecord(CreateStackRequest request, String id, Call call) {
    this.request = request;
    this.id = id;
    this.template = Template.parse(request.templateBody());
    this.created = call.clock().instant();
    this.ready = created.plus(call.store().stackTime());
  }

  String name() {
    return request.stackName();
  }

  String id() {
    return id;
  }

  Template template() {
    return template;
  }

  boolean gone() {
    return status == StackStatus.DELETE_COMPLETE;
  }

  /** Returns the resources that stand, by logical id, in the order of their making. */
  Map<String, Made> made() {
    return made;
  }

  /** Returns the resources that were begun by now, as they are; they are begun one by one. */
  List<StackResource> resources(Call call) {
    long begun = resources.size();
    if (isUnderWay(call)) {
      Duration passed = Duration.between(created, call.clock().instant());
      begun = 1 + passed.toMillis() * begun / Duration.between(created, ready).toMillis();
    }
    return resources.values().stream()
        .limit(begun)
        .map(
            one ->
                isUnderWay(call) && one.resourceStatus() == ResourceStatus.CREATE_COMPLETE
                    ? one.toBuilder()
                        .resourceStatus(ResourceStatus.CREATE_IN_PROGRESS)
                        .resourceStatusReason("Resource creation Initiated")
                        .build()
                    : one)
        .toList();
  }

  private boolean isUnderWay(Call call) {
    return call.clock().instant().isBefore(ready);
  }

  /** Returns what happened, the latest first. */
  List<StackEvent> events() {
    List<StackEvent> latestFirst = new ArrayList<>(events);
    Collections.reverse(latestFirst);
    return latestFirst;
  }

  void output(String name, String value) {
    String description = template.output(name).path("Description").asText(null);
    outputs.add(
        Output.builder().outputKey(name).outputValue(value).description(description).build());
  }

  /** Changes the stack's status. */
  void become(StackStatus changed, Call call) {
    status = changed;
    event(name(), id, "AWS::CloudFormation::Stack", changed.toString(), null, call);
  }

  /** Notes what became of a resource. */
  void note(
      String logicalId,
      String physicalId,
      ResourceStatus changed,
      @Nullable String reason,
      Call call) {
    String type = template.type(logicalId);
    resources.put(
        logicalId,
        StackResource.builder()
            .stackName(name())
            .stackId(id)
            .logicalResourceId(logicalId)
            .physicalResourceId(physicalId)
            .resourceType(type)
            .resourceStatus(changed)
            .resourceStatusReason(reason)
            .timestamp(call.clock().instant())
            .build());
    event(logicalId, physicalId, type, changed.toString(), reason, call);
  }

  private void event(
      String logicalId,
      String physicalId,
      String type,
      String changed,
      @Nullable String reason,
      Call call) {
    events.add(
        StackEvent.builder()
            .eventId(logicalId + "-" + changed + "-" + events.size())
            .stackName(name())
            .stackId(id)
            .logicalResourceId(logicalId)
            .physicalResourceId(physicalId)
            .resourceType(type)
            .resourceStatus(changed)
            .resourceStatusReason(reason)
            .timestamp(call.clock().instant())
            .build());
  }

  Stack shown(Call call) {
    return Stack.builder()
        .stackName(name())
        .stackId(id)
        .description(template.json().path("Description").asText(null))
        .parameters(request.parameters())
        .capabilities(request.capabilities())
        .creationTime(created)
        .stackStatus(
            isUnderWay(call) && status == StackStatus.CREATE_COMPLETE
                ? StackStatus.CREATE_IN_PROGRESS
                : status)
        .disableRollback(false)
        .outputs(outputs)
        .tags(request.tags())
        .build();
  }
}
