package dev.referee.testkit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameters that a document of Systems Manager declares, with what was given for them. Each of
 * them that is not known, missing or not allowed is refused as AWS does.
 */
final class DocumentParameters {
  private final Map<String, String> values = new TreeMap<>();

  /**
   * Checks what was given against what is declared.
   *
   * @param document the document's content
   * @param given the parameters of the request
   */
  DocumentParameters(JsonNode document, Map<String, List<String>> given) {
    JsonNode declared = document.path("parameters");
    for (String name : given.keySet()) {
      if (!declared.has(name)) {
        throw invalid("Parameter " + name + " is not defined.");
      }
    }
    for (Map.Entry<String, JsonNode> each : declared.properties()) {
      values.put(each.getKey(), value(each.getKey(), each.getValue(), given));
    }
  }

  private static String value(String name, JsonNode declared, Map<String, List<String>> given) {
    List<String> texts = given.get(name);
    if (texts == null) {
      if (!declared.has("default")) {
        throw invalid("Parameter " + name + " must be provided.");
      }
      return declared.path("default").asText();
    }
    String value = String.join("\n", texts);
    JsonNode allowed = declared.path("allowedValues");
    if (!allowed.isMissingNode()
        && !allowed.valueStream().anyMatch(it -> it.asText().equals(value))) {
      throw invalid("Parameter value for " + name + " is not among its allowed values.");
    }
    return value;
  }

  private static AwsError invalid(String message) {
    return Ssm.error("InvalidParameters", message);
  }

  /** Returns what stands in a part of the document, with values in the places of parameters. */
  JsonNode resolved(JsonNode part) {
    if (part.isTextual()) {
      return new TextNode(resolved(part.asText()));
    }
    if (!part.isObject()) {
      return part;
    }
    ObjectNode resolved = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> each : part.properties()) {
      resolved.set(each.getKey(), resolved(each.getValue()));
    }
    return resolved;
  }

  private String resolved(String text) {
    String resolved = text;
    for (Map.Entry<String, String> each : values.entrySet()) {
      resolved = resolved.replace("{{ " + each.getKey() + " }}", each.getValue());
      resolved = resolved.replace("{{" + each.getKey() + "}}", each.getValue());
    }
    return resolved;
  }
}
