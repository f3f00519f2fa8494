package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Operations;
import dev.referee.testkit.embedded.service.Service;
import java.util.Objects;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Decides whether the identity behind a stack may make, change and delete its resources.
 *
 * <p>"How CloudFormation works" in its user guide: it makes only calls that one has permission to
 * make, by the policies of the user or of the stack's service role.
 *
 * @param types the resource types that there are
 * @param call a call by whom the resources are made
 */
record StackPermissions(ResourceTypes types, Call call) {

  /** Refuses to make a resource that the identity may not make. */
  void create(String type, ResourceType.Properties properties) {
    if (!call.store().enforcesIam()) {
      return;
    }
    Operations needs = types.get(type).operations();
    ObjectNode json = object(properties.json());
    String id = needs.id();
    if (!json.has(id) && id.endsWith("Name")) {
      json.put(id, properties.defaultName());
    }
    JsonNode roles = json.path("Roles");
    if (type.equals("AWS::IAM::Policy")) {
      roles(roles, needs.create());
      return;
    }
    require(type, needs.create(), json);
    if (type.equals("AWS::IAM::Role")) {
      String name = json.path(id).asText();
      when(json.path("ManagedPolicyArns"), "AttachRolePolicy", name);
      when(json.path("Policies"), "PutRolePolicy", name);
    } else if (type.equals("AWS::IAM::ManagedPolicy")) {
      roles(roles, "AttachRolePolicy");
    } else if (!roles.isEmpty()) {
      require(type, "AddRoleToInstanceProfile", json);
    }
  }

  /** Refuses to change a resource that the identity may not change. */
  void update(String type, String physicalId, ResourceType.Properties properties) {
    if (!call.store().enforcesIam()) {
      return;
    }
    Operations needs = types.get(type).operations();
    ObjectNode json = identified(object(properties.json()), needs, physicalId);
    if (type.equals("AWS::IAM::Policy")) {
      roles(json.path("Roles"), needs.update());
    } else if (service(type).operation(needs.update()) != null) {
      require(type, needs.update(), json);
    }
    if (type.equals("AWS::IAM::Role")) {
      when(json.path("ManagedPolicyArns"), "AttachRolePolicy", physicalId);
      when(json.path("Policies"), "PutRolePolicy", physicalId);
    }
  }

  /** Refuses to delete a resource that the identity may not delete. */
  void delete(String type, String physicalId) {
    if (call.store().enforcesIam()) {
      Operations needs = types.get(type).operations();
      require(
          type, needs.delete(), identified(JsonCodec.JSON.createObjectNode(), needs, physicalId));
    }
  }

  private static ObjectNode object(JsonNode json) {
    return json instanceof ObjectNode object
        ? object.deepCopy()
        : JsonCodec.JSON.createObjectNode();
  }

  private static ObjectNode identified(ObjectNode json, Operations needs, String physicalId) {
    if (needs.id().endsWith("Ids")) {
      json.putArray(needs.id()).add(physicalId);
    } else if (!needs.id().isEmpty()) {
      json.put(needs.id(), physicalId);
    }
    return json;
  }

  private void when(JsonNode list, String operation, String roleName) {
    if (!list.isEmpty()) {
      require(
          "AWS::IAM::Role", operation, JsonCodec.JSON.createObjectNode().put("RoleName", roleName));
    }
  }

  private void roles(JsonNode roles, String operation) {
    roles.forEach(role -> when(roles, operation, role.asText()));
  }

  private Service service(String type) {
    return Objects.requireNonNull(types.owner(type), type);
  }

  private void require(String type, String operation, JsonNode members) {
    Service service = service(type);
    Service.Entry entry = Objects.requireNonNull(service.operation(operation), operation);
    SdkPojo request = JsonCodec.read(entry.builder().get(), members, ResourceType::property);
    try {
      Iam.authorize(types.services(), service, operation, request, call);
    } catch (AwsError denied) {
      throw new AwsError(
          denied.status(),
          denied.code(),
          "API: " + service.signingName() + ":" + operation + " " + denied.message());
    }
  }
}
