package dev.referee.testkit.embedded.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.common.base.Ascii;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.service.ApiCall;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** A writer of the members of requests and answers as records have them. */
final class RecordedMembers {
  private static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

  /** The members of EC2's requests that are lists of ids: the list, and the id in its entries. */
  private static final Map<String, List<String>> EC2_LISTS =
      Map.of(
          "InstanceIds", List.of("instancesSet", "instanceId"),
          "Resources", List.of("resourcesSet", "resourceId"),
          "SecurityGroupIds", List.of("groupSet", "groupId"));

  /** What EC2 records of a launch as that of each of its instances. */
  private static final Set<String> EC2_LAUNCH =
      Set.of("ImageId", "MinCount", "MaxCount", "KeyName");

  private final boolean ec2;

  private RecordedMembers(boolean ec2) {
    this.ec2 = ec2;
  }

  static ObjectNode request(ApiCall made) {
    boolean ec2 = made.protocol() == Protocol.EC2_QUERY;
    RecordedMembers members = new RecordedMembers(ec2);
    ObjectNode json = JsonCodec.JSON.createObjectNode();
    ObjectNode launch = JsonCodec.JSON.createObjectNode();
    for (SdkField<?> field : made.request().sdkFields()) {
      Object value = Pojos.valueOf(field, made.request());
      String member = field.memberName();
      if (value == null) {
        continue;
      }
      List<String> list = ec2 ? EC2_LISTS.get(member) : null;
      if (made.service().equals("ssm") && member.equals("Value")) {
        json.put("value", HIDDEN);
      } else if (list != null && value instanceof List<?> ids) {
        ArrayNode items = json.putObject(list.get(0)).putArray("items");
        ids.forEach(id -> items.addObject().put(list.get(1), String.valueOf(id)));
      } else if (made.operation().equals("RunInstances") && EC2_LAUNCH.contains(member)) {
        launch.set(lower(member), members.value(member, value));
      } else {
        json.set(lower(member), members.value(member, value));
      }
    }
    if (!launch.isEmpty()) {
      json.putObject("instancesSet").putArray("items").add(launch);
    }
    return json;
  }

  static ObjectNode answer(ApiCall made, SdkPojo answer) {
    boolean ec2 = made.protocol() == Protocol.EC2_QUERY;
    ObjectNode json = JsonCodec.JSON.createObjectNode();
    if (ec2) {
      json.put("requestId", made.caller().requestId());
    }
    return new RecordedMembers(ec2).members(answer, json);
  }

  private ObjectNode members(SdkPojo pojo, ObjectNode json) {
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = Pojos.valueOf(field, pojo);
      String member = field.memberName();
      if (value != null && !member.equals("SecretAccessKey") && !(value instanceof SdkBytes)) {
        json.set(lower(ec2 ? field.unmarshallLocationName() : member), value(member, value));
      }
    }
    return json;
  }

  private JsonNode value(String member, Object value) {
    if (member.equals("UserData")) {
      return TextNode.valueOf("<sensitiveDataRemoved>");
    }
    if (value instanceof SdkPojo pojo) {
      return members(pojo, JsonCodec.JSON.createObjectNode());
    }
    if (value instanceof List<?> list) {
      ArrayNode entries = JsonCodec.JSON.createArrayNode();
      list.stream().filter(Objects::nonNull).forEach(entry -> entries.add(value("", entry)));
      ObjectNode items = JsonCodec.JSON.createObjectNode();
      return ec2 ? items.set("items", entries) : entries;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode entries = JsonCodec.JSON.createObjectNode();
      map.forEach((key, entry) -> entries.set(String.valueOf(key), value("", entry)));
      return entries;
    }
    if (value instanceof Boolean truth) {
      return BooleanNode.valueOf(truth);
    }
    return value instanceof Integer number
        ? IntNode.valueOf(number)
        : TextNode.valueOf(String.valueOf(value));
  }

  private static String lower(String member) {
    return Ascii.toLowerCase(member.charAt(0)) + member.substring(1);
  }
}
