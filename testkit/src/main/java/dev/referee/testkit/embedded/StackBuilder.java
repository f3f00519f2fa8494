package dev.referee.testkit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.referee.testkit.embedded.ResourceType.Made;
import dev.referee.testkit.embedded.ResourceType.Properties;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;

/** Makes a stack's resources, each after those that it refers to. */
final class StackBuilder implements Intrinsics.Names {
  private static final JsonNodeFactory NODES = JsonCodec.JSON.getNodeFactory();

  private final StackRecord stack;
  private final Map<String, JsonNode> values = new LinkedHashMap<>();
  private final Set<String> making = new LinkedHashSet<>();
  private final Call call;

  StackBuilder(StackRecord stack, Map<String, String> parameters, Call call) {
    this.stack = stack;
    this.call = call;
    for (String name : stack.template().parameters()) {
      values.put(name, stack.template().parameter(name, parameters));
    }
    values.put("AWS::AccountId", NODES.textNode(call.accountId()));
    values.put("AWS::Region", NODES.textNode(call.region()));
    values.put("AWS::Partition", NODES.textNode("aws"));
    values.put("AWS::URLSuffix", NODES.textNode("amazonaws.com"));
    values.put("AWS::StackName", NODES.textNode(stack.name()));
    values.put("AWS::StackId", NODES.textNode(stack.id()));
  }

  void build() {
    stack.template().resources().forEach(this::made);
    for (String name : stack.template().outputs()) {
      JsonNode value = resolve(stack.template().output(name).path("Value"));
      stack.output(name, value == null ? "" : value.asText());
    }
  }

  private @Nullable JsonNode resolve(JsonNode node) {
    return new Intrinsics(this).resolve(node);
  }

  /** Returns a resource, which is made now when it is not there yet. */
  private Made made(String logicalId) {
    Made before = stack.made().get(logicalId);
    if (before != null) {
      return before;
    }
    if (!making.add(logicalId)) {
      throw Template.invalid("Circular dependency between resources: " + making);
    }
    stack.template().dependsOn(logicalId).forEach(this::made);
    JsonNode properties = resolve(stack.template().resource(logicalId).path("Properties"));
    stack.note(logicalId, "", ResourceStatus.CREATE_IN_PROGRESS, null, call);
    Made made = create(logicalId, Objects.requireNonNullElse(properties, NODES.missingNode()));
    stack.note(logicalId, made.physicalId(), ResourceStatus.CREATE_COMPLETE, null, call);
    stack.made().put(logicalId, made);
    return made;
  }

  private Made create(String logicalId, JsonNode properties) {
    try {
      return ResourceTypes.get(stack.template().type(logicalId))
          .create(new Properties(properties, stack.name() + "-" + logicalId), call);
    } catch (AwsError failed) {
      stack.note(logicalId, "", ResourceStatus.CREATE_FAILED, failed.message(), call);
      throw failed;
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

  private Made known(String logicalId) {
    if (!stack.template().resources().contains(logicalId)) {
      throw Template.invalid(
          "Template format error: Unresolved resource dependencies [" + logicalId + "]");
    }
    return made(logicalId);
  }
}
