package dev.referee.testkit.embedded.ssm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a Systems Manager document declares, with the given values. What is not
 * declared, missing or not allowed is refused.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-syntax-data-elements-parameters.html">Data
 *     elements and parameters</a>
 */
final class DocumentParameters {
  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([\\w.-]+)\\s*}}");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String document;
  private final Map<String, JsonNode> values = new TreeMap<>();

  /**
   * Checks the given parameters against the declared ones.
   *
   * @param document the document's name
   * @param content its content
   * @param given the parameters of the request
   */
  DocumentParameters(String document, DocumentContent content, Map<String, List<String>> given) {
    this.document = document;
    JsonNode declared = content.parameters();
    for (String name : given.keySet()) {
      if (!declared.has(name)) {
        throw unsupported();
      }
    }
    for (Map.Entry<String, JsonNode> entry : declared.properties()) {
      values.put(
          entry.getKey(), value(entry.getKey(), entry.getValue(), given.get(entry.getKey())));
    }
  }

  private JsonNode value(String name, JsonNode declared, @Nullable List<String> given) {
    if (given == null) {
      if (!declared.has("default")) {
        throw invalid("Parameter " + name + " must be provided.");
      }
      return declared.path("default");
    }
    if (!given.stream().allMatch(text -> isAllowed(text, declared))
        || !isWithin(given.size(), declared, "minItems", "maxItems")) {
      throw unsupported();
    }
    String type = declared.path("type").asText();
    if (type.equals("StringList")) {
      return given.stream().reduce(NODES.arrayNode(), ArrayNode::add, ArrayNode::addAll);
    }
    if (given.size() != 1) {
      throw unsupported();
    }
    return type.equals("String") ? new TextNode(given.get(0)) : json(given.get(0), type);
  }

  private static boolean isAllowed(String text, JsonNode declared) {
    JsonNode values = declared.path("allowedValues");
    JsonNode pattern = declared.path("allowedPattern");
    return (values.isMissingNode()
            || values.valueStream().anyMatch(node -> node.asText().equals(text)))
        && (pattern.isMissingNode() || isMatch(text, pattern.asText()))
        && isWithin(text.length(), declared, "minChars", "maxChars");
  }

  private static boolean isMatch(String text, String pattern) {
    try {
      return Pattern.matches(pattern, text);
    } catch (PatternSyntaxException malformed) {
      return false;
    }
  }

  private static boolean isWithin(int size, JsonNode declared, String least, String most) {
    return size >= declared.path(least).asInt(0)
        && size <= declared.path(most).asInt(Integer.MAX_VALUE);
  }

  /** Reads a number, a truth, a map or a list of maps. */
  private JsonNode json(String text, String type) {
    JsonNode read;
    try {
      read = JsonCodec.JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw unsupported();
    }
    boolean fits =
        switch (type) {
          case "Integer" -> read.isIntegralNumber();
          case "Boolean" -> read.isBoolean();
          case "StringMap" -> read.isObject();
          case "MapList" -> read.isArray();
          default -> true;
        };
    if (!fits) {
      throw unsupported();
    }
    return read;
  }

  /** The only words that are known of Systems Manager for parameters that do not fit. */
  private AwsError unsupported() {
    return invalid("document " + document + " does not support parameters.");
  }

  private static AwsError invalid(String message) {
    return Ssm.error("InvalidParameters", message);
  }

  /** Returns a part of the document, with the parameters replaced by their values. */
  JsonNode resolved(JsonNode part) {
    if (part.isTextual()) {
      return resolved(part.asText());
    }
    if (part.isArray()) {
      return part.valueStream()
          .map(this::resolved)
          .reduce(NODES.arrayNode(), (all, node) -> ((ArrayNode) all).add(node));
    }
    if (!part.isObject()) {
      return part;
    }
    ObjectNode resolved = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : part.properties()) {
      resolved.set(entry.getKey(), resolved(entry.getValue()));
    }
    return resolved;
  }

  /** A text that is nothing but a parameter becomes what the parameter is: a list, for example. */
  private JsonNode resolved(String text) {
    Matcher place = PLACE.matcher(text);
    if (place.matches() && values.containsKey(place.group(1))) {
      return values.get(place.group(1));
    }
    return new TextNode(
        place.replaceAll(
            found -> {
              JsonNode value = values.get(found.group(1));
              return Matcher.quoteReplacement(value == null ? found.group() : text(value));
            }));
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** Returns the lines of a script: a text, or a list of texts and lists. */
  static Stream<String> lines(JsonNode script) {
    return script.isArray()
        ? script.valueStream().flatMap(DocumentParameters::lines)
        : Stream.of(script.asText());
  }
}
