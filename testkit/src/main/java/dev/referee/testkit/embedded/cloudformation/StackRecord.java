package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** A stack: its input, its resources and its events. */
final class StackRecord {
  private final String name;
  private final String id;
  private final Instant created;
  private final Instant ready;
  private final Map<String, JsonNode> properties = new LinkedHashMap<>();
  private final Map<String, Made> made = new LinkedHashMap<>();
  private final Map<String, StackResource> resources = new LinkedHashMap<>();
  private final List<Output> outputs = new ArrayList<>();
  private final List<StackEvent> events = new ArrayList<>();
  private final Deque<Runnable> unfinished = new ArrayDeque<>();
  private StackInput input;
  private StackStatus status = StackStatus.REVIEW_IN_PROGRESS;
  private @Nullable String reason;
  private @Nullable Instant changed;
  private @Nullable Instant deleted;
  private @Nullable StackRole role;
  private OnFailure onFailure = OnFailure.ROLLBACK;
  private boolean disablesRollback;
  private boolean protectedFromEnd;
  private int replacements;

  StackRecord(String name, String id, StackInput input, Call call) {
    this.name = name;
    this.id = id;
    this.input = input;
    this.created = call.clock().instant();
    this.ready = created.plus(call.store().stackTime());
  }

  String name() {
    return name;
  }

  /** Returns its current input. */
  StackInput input() {
    return input;
  }

  void input(StackInput by) {
    this.input = by;
  }

  StackStatus status() {
    return status;
  }

  /** Returns whether it cannot be deleted. */
  boolean isProtected() {
    return protectedFromEnd;
  }

  void protect(boolean enabled) {
    this.protectedFromEnd = enabled;
  }

  /** Returns the service role of the stack; null if the caller's permissions are used. */
  @Nullable StackRole role() {
    return role;
  }

  void role(@Nullable StackRole by) {
    this.role = by;
  }

  /** Sets another role; null keeps the current one. */
  void takeRole(@Nullable StackRole given) {
    if (given != null) {
      role = given;
    }
  }

  /** Returns what happens if it cannot be created. */
  OnFailure onFailure() {
    return onFailure;
  }

  void onFailure(OnFailure otherwise) {
    this.onFailure = otherwise;
  }

  boolean disablesRollback() {
    return disablesRollback;
  }

  void disableRollback(boolean disabled) {
    this.disablesRollback = disabled;
  }

  /** Returns the actions that roll back the failed changes that were kept, the latest first. */
  Deque<Runnable> unfinished() {
    return unfinished;
  }

  /** Returns the properties that the resources were made by, without functions, by logical id. */
  Map<String, JsonNode> properties() {
    return properties;
  }

  String id() {
    return id;
  }

  Template template() {
    return input.template();
  }

  /** Returns the type of a resource that was made. */
  String type(String logicalId) {
    StackResource resource = resources.get(logicalId);
    return resource == null ? template().type(logicalId) : resource.resourceType();
  }

  /** Returns the logical ids of the resources that could not be created or updated. */
  List<String> failed(ResourceStatus status) {
    return resources.values().stream()
        .filter(resource -> resource.resourceStatus() == status)
        .map(StackResource::logicalResourceId)
        .toList();
  }

  /** Returns a number that no replacement of a resource has had. */
  int next() {
    return ++replacements;
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
    long before = resources.size();
    if (isUnderWay(call)) {
      Duration passed = Duration.between(created, call.clock().instant());
      before = 1 + passed.toMillis() * before / Duration.between(created, ready).toMillis();
    }
    return resources.values().stream()
        .limit(before)
        .map(
            resource ->
                isUnderWay(call) && resource.resourceStatus() == ResourceStatus.CREATE_COMPLETE
                    ? resource.toBuilder()
                        .resourceStatus(ResourceStatus.CREATE_IN_PROGRESS)
                        .resourceStatusReason("Resource creation Initiated")
                        .build()
                    : resource)
        .toList();
  }

  private boolean isUnderWay(Call call) {
    return call.clock().instant().isBefore(ready);
  }

  /** Returns the events, the latest first. */
  List<StackEvent> events() {
    List<StackEvent> latestFirst = new ArrayList<>(events);
    Collections.reverse(latestFirst);
    return latestFirst;
  }

  /** Replaces the outputs. */
  void outputs(Map<String, String> values) {
    outputs.clear();
    values.forEach(
        (key, value) ->
            outputs.add(
                Output.builder()
                    .outputKey(key)
                    .outputValue(value)
                    .description(template().output(key).path("Description").asText(null))
                    .exportName(template().output(key).path("Export").path("Name").asText(null))
                    .build()));
  }

  /** Changes the stack's status. */
  void become(StackStatus next, Call call) {
    become(next, null, call);
  }

  /** Changes the stack's status for a reason. */
  void become(StackStatus next, @Nullable String why, Call call) {
    status = next;
    reason = why;
    if (next == StackStatus.UPDATE_IN_PROGRESS) {
      changed = call.clock().instant();
    } else if (next == StackStatus.DELETE_COMPLETE) {
      deleted = call.clock().instant();
    }
    event(name(), id, "AWS::CloudFormation::Stack", next.toString(), why, call);
  }

  /** Records that the failed resources of an update are rolled back. */
  void noteRolledBack(Call call) {
    List<String> failed = new ArrayList<>(failed(ResourceStatus.CREATE_FAILED));
    failed.addAll(failed(ResourceStatus.UPDATE_FAILED));
    for (String logicalId : failed) {
      Made standing = made.get(logicalId);
      note(
          logicalId,
          standing == null ? "" : standing.physicalId(),
          standing == null ? ResourceStatus.DELETE_COMPLETE : ResourceStatus.UPDATE_COMPLETE,
          null,
          call);
    }
  }

  /** Lets a resource be, which is the stack's no longer. */
  void retained(String logicalId, Made resource, Call call) {
    note(logicalId, resource.physicalId(), ResourceStatus.DELETE_SKIPPED, null, call);
    made.remove(logicalId);
  }

  /** Records the new status of a resource. */
  void note(
      String logicalId,
      String physicalId,
      ResourceStatus next,
      @Nullable String reason,
      Call call) {
    StackResource before = resources.get(logicalId);
    String type = before == null ? template().type(logicalId) : before.resourceType();
    resources.put(
        logicalId,
        StackResource.builder()
            .stackName(name())
            .stackId(id)
            .logicalResourceId(logicalId)
            .physicalResourceId(physicalId)
            .resourceType(type)
            .resourceStatus(next)
            .resourceStatusReason(reason)
            .timestamp(call.clock().instant())
            .build());
    event(logicalId, physicalId, type, next.toString(), reason, call);
  }

  /** Records the new status of a resource that has been replaced. */
  void noteReplaced(
      String logicalId, Made replaced, ResourceStatus next, @Nullable String reason, Call call) {
    event(logicalId, replaced.physicalId(), type(logicalId), next.toString(), reason, call);
  }

  private void event(
      String logicalId,
      String physicalId,
      String type,
      String next,
      @Nullable String reason,
      Call call) {
    events.add(
        StackEvent.builder()
            .eventId(logicalId + "-" + next + "-" + events.size())
            .stackName(name())
            .stackId(id)
            .logicalResourceId(logicalId)
            .physicalResourceId(physicalId)
            .resourceType(type)
            .resourceStatus(next)
            .resourceStatusReason(reason)
            .timestamp(call.clock().instant())
            .build());
  }

  /**
   * Returns the stack as it is now. CloudFormation leaves out parameters, capabilities and outputs
   * when there are none, and shows tags even then.
   */
  Stack shown(Call call) {
    return Stack.builder()
        .stackName(name())
        .stackId(id)
        .description(template().json().path("Description").asText(null))
        .parameters(Pojos.unlessEmpty(shownParameters()))
        .capabilitiesWithStrings(Pojos.unlessEmpty(input.capabilities()))
        .creationTime(created)
        .lastUpdatedTime(changed)
        .stackStatusReason(reason)
        .enableTerminationProtection(protectedFromEnd)
        .stackStatus(
            isUnderWay(call) && status == StackStatus.CREATE_COMPLETE
                ? StackStatus.CREATE_IN_PROGRESS
                : status)
        .disableRollback(disablesRollback)
        .roleARN(role == null ? null : role.arn())
        .deletionTime(deleted)
        .outputs(Pojos.unlessEmpty(outputs))
        .tags(input.tags())
        .build();
  }

  private List<Parameter> shownParameters() {
    Map<String, String> given = input.given();
    return template().names("Parameters").stream()
        .map(
            key -> {
              JsonNode parameter = template().json().path("Parameters").path(key);
              String value = given.getOrDefault(key, parameter.path("Default").asText());
              return Parameter.builder()
                  .parameterKey(key)
                  .parameterValue(parameter.path("NoEcho").asBoolean() ? "****" : value)
                  .build();
            })
        .toList();
  }
}
