package dev.referee.testkit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A CloudFormation template, from JSON or YAML.
 *
 * @param json the template with its intrinsic functions in their long form
 */
record Template(JsonNode json) {

  static Template parse(String body) {
    JsonNode json = body.stripLeading().startsWith("{") ? fromJson(body) : fromYaml(body);
    if (!json.path("Resources").isObject() || json.path("Resources").isEmpty()) {
      throw invalid("Template format error: At least one Resources member must be defined.");
    }
    return new Template(json);
  }

  private static JsonNode fromJson(String body) {
    try {
      return JsonCodec.parse(body);
    } catch (AwsError notJson) {
      throw invalid("Template format error: JSON not well-formed.");
    }
  }

  private static JsonNode fromYaml(String body) {
    try {
      return JsonCodec.JSON.valueToTree(TemplateYaml.parse(body));
    } catch (YAMLException notYaml) {
      throw invalid("Template format error: YAML not well-formed.");
    }
  }

  static AwsError invalid(String message) {
    return new AwsError(400, "ValidationError", message);
  }

  /** Returns the logical ids of the resources, in order. */
  List<String> resources() {
    return names("Resources");
  }

  List<String> parameters() {
    return names("Parameters");
  }

  List<String> outputs() {
    return names("Outputs");
  }

  private List<String> names(String section) {
    return ImmutableList.copyOf(json.path(section).fieldNames());
  }

  JsonNode resource(String logicalId) {
    return json.path("Resources").path(logicalId);
  }

  String type(String logicalId) {
    return resource(logicalId).path("Type").asText();
  }

  List<String> dependsOn(String logicalId) {
    return Statement.texts(resource(logicalId).path("DependsOn"));
  }

  JsonNode output(String name) {
    return json.path("Outputs").path(name);
  }

  /** Returns a parameter's value: the given one, or its default. */
  JsonNode parameter(String name, Map<String, String> given) {
    JsonNode byDefault = json.path("Parameters").path(name).path("Default");
    String value = given.get(name);
    if (value == null && byDefault instanceof MissingNode) {
      throw invalid("Parameters: [" + name + "] must have values");
    }
    return value == null ? byDefault : JsonCodec.JSON.getNodeFactory().textNode(value);
  }
}
