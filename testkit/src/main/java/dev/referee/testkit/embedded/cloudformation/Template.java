package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A CloudFormation template, from JSON or YAML.
 *
 * @param json the template with its intrinsic functions in their long form
 */
record Template(JsonNode json) {
  private static final int LARGEST = 51_200;

  static Template parse(@Nullable String body) {
    if (body == null) {
      throw invalid("Either Template URL or Template Body must be specified.");
    }
    if (body.length() > LARGEST) {
      throw invalid(
          "1 validation error detected: Value at 'templateBody' failed to satisfy constraint:"
              + " Member must have length less than or equal to 51200");
    }
    JsonNode json = body.stripLeading().startsWith("{") ? fromJson(body) : fromYaml(body);
    if (!json.isObject()) {
      throw invalid("Template format error: unsupported structure.");
    }
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
    } catch (YAMLException | IllegalArgumentException notYaml) {
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

  /** Returns the names of the sections. */
  List<String> names() {
    return ImmutableList.copyOf(json.fieldNames());
  }

  /** Returns the names in a section, in order. */
  List<String> names(String section) {
    return ImmutableList.copyOf(json.path(section).fieldNames());
  }

  /** Returns a value of a mapping. */
  JsonNode mapped(String mapping, String key, String second) {
    JsonNode found = json.path("Mappings").path(mapping).path(key).path(second);
    if (found.isMissingNode()) {
      throw invalid(
          "Template error: Unable to get mapping for %s::%s::%s".formatted(mapping, key, second));
    }
    return found;
  }

  JsonNode resource(String logicalId) {
    return json.path("Resources").path(logicalId);
  }

  String type(String logicalId) {
    return resource(logicalId).path("Type").asText();
  }

  /** Returns what happens to a resource when its stack no longer has it. */
  String deletionPolicy(String logicalId) {
    return resource(logicalId).path("DeletionPolicy").asText("Delete");
  }

  /** Returns whether a resource stays when its stack is deleted or no longer has it. */
  boolean isRetained(String logicalId) {
    return deletionPolicy(logicalId).startsWith("Retain");
  }

  /** Returns whether a resource stays when another one has replaced it. */
  boolean isRetainedWhenReplaced(String logicalId) {
    return resource(logicalId).path("UpdateReplacePolicy").asText().equals("Retain");
  }

  List<String> dependsOn(String logicalId) {
    return JsonCodec.texts(resource(logicalId).path("DependsOn"));
  }

  JsonNode output(String name) {
    return json.path("Outputs").path(name);
  }
}
