package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Zones;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.GradualCreation;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;

/**
 * A builder of stacks that creates and updates resources in the order of their dependencies.
 * Changes can be rolled back, and resources that are no longer in the template deleted.
 */
final class StackBuilder implements Intrinsics.Names {
  private static final JsonNodeFactory NODES = JsonCodec.JSON.getNodeFactory();

  private final StackRecord stack;
  private final Template previous;
  private final Template template;
  private final TemplateConditions conditions;
  private final Map<String, JsonNode> values = new LinkedHashMap<>();
  private final Set<String> done = new HashSet<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final Deque<Runnable> cleanup = new ArrayDeque<>();
  private final StackPermissions permissions;
  private final ResourceTypes types;
  private final boolean deletesNew;
  private final boolean isGradual;
  private final Call call;

  /** The resources that are not complete yet. */
  private final Map<String, Made> begun = new LinkedHashMap<>();

  /** Returns whether a resource failed, which others refer to and do not fail for. */
  private boolean hasFailed;

  /**
   * Creates the builder of a stack.
   *
   * @param stack the stack
   * @param input its template and parameters
   * @param permissions whether the identity behind the stack may make its resources
   * @param deletesNew whether a failure deletes new resources that a policy says to retain
   * @param isGradual whether resources take the time that they take on AWS
   * @param call a call by that identity
   */
  StackBuilder(
      StackRecord stack,
      StackInput input,
      StackPermissions permissions,
      boolean deletesNew,
      boolean isGradual,
      Call call) {
    this.permissions = permissions;
    this.types = permissions.types();
    this.deletesNew = deletesNew;
    this.isGradual = isGradual;
    this.stack = stack;
    this.previous = stack.template();
    this.template = input.template();
    this.call = call;
    this.conditions = new TemplateConditions(template.json().path("Conditions"), this::resolve);
    values.putAll(new TemplateParameters(template, call).values(input.given()));
    values.put("AWS::AccountId", NODES.textNode(call.accountId()));
    values.put("AWS::Region", NODES.textNode(call.region()));
    values.put("AWS::Partition", NODES.textNode("aws"));
    values.put("AWS::URLSuffix", NODES.textNode("amazonaws.com"));
    values.put("AWS::StackName", NODES.textNode(stack.name()));
    values.put("AWS::StackId", NODES.textNode(stack.id()));
    values.put("AWS::NotificationARNs", NODES.arrayNode());
    template.names("Conditions").forEach(conditions::holds);
    new TemplateReferences(template, conditions).requireWanted();
  }

  /** Thrown where a resource is needed that is not complete yet. */
  private static final class NotComplete extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotComplete() {
      super(null, null, false, false);
    }
  }

  /**
   * Creates the missing resources, and updates those that differ.
   *
   * @return whether all are complete; if not, it has to be called again later
   */
  boolean build() {
    boolean complete = true;
    for (String logicalId : template.resources()) {
      try {
        if (isWanted(logicalId)) {
          made(logicalId);
        }
      } catch (NotComplete waiting) {
        complete = false;
      } catch (AwsError failed) {
        begun.forEach(this::noteCancelled);
        throw failed;
      }
    }
    if (complete) {
      makeOutputs();
    }
    return complete;
  }

  private void noteCancelled(String logicalId, Made made) {
    stack.note(
        logicalId,
        made.physicalId(),
        ResourceStatus.CREATE_FAILED,
        "Resource creation cancelled",
        call);
  }

  private void makeOutputs() {
    Map<String, String> outputs = new LinkedHashMap<>();
    for (String name : template.names("Outputs")) {
      if (conditions.want(template.output(name))) {
        JsonNode value = resolve(template.output(name).path("Value"));
        outputs.put(name, value == null ? "" : value.asText());
      }
    }
    stack.outputs(outputs);
  }

  /** Returns whether a resource is to be there: its condition, if it has one, holds. */
  boolean isWanted(String logicalId) {
    return conditions.want(template.resource(logicalId));
  }

  /**
   * Deletes replaced resources and those no longer in the template; those that cannot be deleted
   * stay.
   */
  void cleanUp() {
    List<String> latestFirst = new ArrayList<>(stack.made().keySet());
    Collections.reverse(latestFirst);
    for (String logicalId : latestFirst) {
      if (!template.resources().contains(logicalId) || !isWanted(logicalId)) {
        Made removed = Objects.requireNonNull(stack.made().get(logicalId));
        String type = stack.type(logicalId);
        cleanup.add(
            previous.isRetained(logicalId)
                ? () -> stack.retained(logicalId, removed, call)
                : () -> deleted(logicalId, type, removed));
      }
    }
    cleanup.forEach(Runnable::run);
  }

  private void deleted(String logicalId, String type, Made removed) {
    try {
      permissions.delete(type, removed.physicalId());
      types.get(type).deletion().accept(removed, call);
      stack.note(logicalId, removed.physicalId(), ResourceStatus.DELETE_COMPLETE, null, call);
      stack.made().remove(logicalId, removed);
    } catch (AwsError held) {
      stack.note(
          logicalId, removed.physicalId(), ResourceStatus.DELETE_FAILED, held.message(), call);
    }
  }

  /** Rolls back the changes, the latest first. */
  void rollBack() {
    undo.forEach(Runnable::run);
    stack.noteRolledBack(call);
  }

  private @Nullable JsonNode resolve(JsonNode node) {
    return new Intrinsics(this).resolve(node);
  }

  /** Returns a resource as it is to be. */
  private Made made(String logicalId) {
    if (begun.containsKey(logicalId)) {
      return completed(logicalId);
    }
    if (!done.add(logicalId)) {
      return Objects.requireNonNull(stack.made().get(logicalId));
    }
    try {
      return changed(logicalId);
    } catch (NotComplete waiting) {
      done.remove(logicalId);
      throw waiting;
    }
  }

  private Made changed(String logicalId) {
    template.dependsOn(logicalId).stream().filter(this::isWanted).forEach(this::made);
    Made before = stack.made().get(logicalId);
    try {
      JsonNode given = template.resource(logicalId).path("Properties");
      JsonNode properties = given.isMissingNode() ? NODES.objectNode() : resolve(given);
      if (properties == null || !properties.isObject()) {
        throw Template.invalid("Template format error: unsupported structure.");
      }
      new Properties(properties, "").require(types.get(template.type(logicalId)).required());
      Made made =
          before == null ? added(logicalId, properties) : updated(logicalId, before, properties);
      stack.made().put(logicalId, made);
      stack.properties().put(logicalId, properties);
      return made;
    } catch (AwsError failed) {
      noteFailed(
          logicalId,
          before == null ? "" : before.physicalId(),
          before == null ? ResourceStatus.CREATE_FAILED : ResourceStatus.UPDATE_FAILED,
          failed);
      throw failed;
    }
  }

  private void noteFailed(
      String logicalId, String physicalId, ResourceStatus how, AwsError failed) {
    if (!hasFailed) {
      hasFailed = true;
      stack.note(logicalId, physicalId, how, failed.message(), call);
    }
  }

  /** Returns a resource that was begun before. */
  private Made completed(String logicalId) {
    Made first = Objects.requireNonNull(begun.get(logicalId));
    try {
      Made made =
          types.get(template.type(logicalId)).gradualCreation().orElseThrow().complete(first, call);
      if (made == null) {
        throw new NotComplete();
      }
      begun.remove(logicalId);
      done.add(logicalId);
      stack.made().put(logicalId, made);
      stack.note(logicalId, made.physicalId(), ResourceStatus.CREATE_COMPLETE, null, call);
      return made;
    } catch (AwsError failed) {
      begun.remove(logicalId);
      noteFailed(logicalId, first.physicalId(), ResourceStatus.CREATE_FAILED, failed);
      throw failed;
    }
  }

  /** Creates a resource that the stack did not have. */
  private Made added(String logicalId, JsonNode properties) {
    Made made = created(logicalId, properties, stack.name() + "-" + logicalId);
    boolean retained = !deletesNew && template.deletionPolicy(logicalId).equals("Retain");
    undo.push(
        retained
            ? () -> stack.retained(logicalId, made, call)
            : () -> deleted(logicalId, template.type(logicalId), made));
    return made;
  }

  private Made created(String logicalId, JsonNode json, String defaultName) {
    stack.note(logicalId, "", ResourceStatus.CREATE_IN_PROGRESS, null, call);
    String type = template.type(logicalId);
    Properties properties = new Properties(json, defaultName);
    permissions.create(type, properties);
    Optional<GradualCreation> gradual = types.get(type).gradualCreation().filter(any -> isGradual);
    if (gradual.isPresent()) {
      Made first = gradual.get().begin(properties, call);
      begun.put(logicalId, first);
      stack.made().put(logicalId, first);
      stack.properties().put(logicalId, json);
      stack.note(
          logicalId,
          first.physicalId(),
          ResourceStatus.CREATE_IN_PROGRESS,
          "Resource creation Initiated",
          call);
      return completed(logicalId);
    }
    Made made = types.get(type).creation().apply(properties, call);
    stack.note(logicalId, made.physicalId(), ResourceStatus.CREATE_COMPLETE, null, call);
    return made;
  }

  private Made updated(String logicalId, Made before, JsonNode properties) {
    JsonNode old = stack.properties().getOrDefault(logicalId, NODES.objectNode());
    String id = before.physicalId();
    if (properties.equals(old)) {
      if (stack.failed(ResourceStatus.UPDATE_FAILED).contains(logicalId)) {
        stack.note(logicalId, id, ResourceStatus.UPDATE_COMPLETE, null, call);
      }
      return before;
    }
    stack.note(logicalId, id, ResourceStatus.UPDATE_IN_PROGRESS, null, call);
    String typeName = template.type(logicalId);
    ResourceType type = types.get(typeName);
    Properties wanted = new Properties(properties, id);
    permissions.update(typeName, id, wanted);
    Made changed = type.update().apply(before, new Properties(old, id), wanted, call);
    if (changed == null) {
      Made other =
          created(logicalId, properties, stack.name() + "-" + logicalId + "-" + stack.next());
      undo.push(() -> deleted(logicalId, typeName, other));
      cleanup.add(() -> deletedReplaced(logicalId, typeName, before));
      changed = other;
    } else {
      Made now = changed;
      undo.push(
          () ->
              type.update()
                  .apply(now, new Properties(properties, id), new Properties(old, id), call));
    }
    undo.push(
        () -> {
          stack.made().put(logicalId, before);
          stack.properties().put(logicalId, old);
        });
    stack.note(logicalId, changed.physicalId(), ResourceStatus.UPDATE_COMPLETE, null, call);
    return changed;
  }

  private void deletedReplaced(String logicalId, String type, Made removed) {
    if (template.isRetainedWhenReplaced(logicalId)) {
      stack.noteReplaced(logicalId, removed, ResourceStatus.DELETE_SKIPPED, null, call);
      return;
    }
    try {
      permissions.delete(type, removed.physicalId());
      types.get(type).deletion().accept(removed, call);
      stack.noteReplaced(logicalId, removed, ResourceStatus.DELETE_COMPLETE, null, call);
    } catch (AwsError held) {
      stack.noteReplaced(logicalId, removed, ResourceStatus.DELETE_FAILED, held.message(), call);
    }
  }

  @Override
  public @Nullable JsonNode ref(String name) {
    if (name.equals("AWS::NoValue")) {
      return null;
    }
    JsonNode value = values.get(name);
    return value == null ? NODES.textNode(known(name).physicalId()) : value;
  }

  @Override
  public String attribute(String logicalId, String attribute) {
    String value = known(logicalId).attributes().get(attribute);
    if (value == null) {
      throw Template.invalid(
          "Template error: resource "
              + logicalId
              + " does not support attribute type "
              + attribute
              + " in Fn::GetAtt");
    }
    return value;
  }

  @Override
  public boolean holds(String condition) {
    return conditions.holds(condition);
  }

  @Override
  public JsonNode mapped(String mapping, String key, String second) {
    return template.mapped(mapping, key, second);
  }

  @Override
  public List<String> zones(String region) {
    return new Zones(call.region()).all().stream().map(AvailabilityZone::zoneName).toList();
  }

  private Made known(String logicalId) {
    if (!template.resources().contains(logicalId) || !isWanted(logicalId)) {
      throw Template.invalid(
          "Template format error: Unresolved resource dependencies ["
              + logicalId
              + "] in the Resources block of the template");
    }
    return made(logicalId);
  }
}
