package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.Streams;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An evaluator of template functions: Ref, GetAtt, Sub, Base64, Join, Select.
 *
 * @param names resolves the names of the template
 */
record Intrinsics(Names names) {
  private static final JsonNodeFactory NODES = JsonCodec.JSON.getNodeFactory();
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]+)}");

  /** A resolver of the names in a template. */
  interface Names {
    /** Returns the value of a name; null for {@code AWS::NoValue}. */
    @Nullable JsonNode ref(String name);

    String attribute(String logicalId, String attribute);

    /** Returns whether a condition of the template holds. */
    boolean holds(String condition);

    /** Returns a value of a mapping of the template. */
    JsonNode mapped(String mapping, String key, String second);

    /** Returns the zones of a Region. */
    List<String> zones(String region);
  }

  /** Returns a value without functions in it; null if it is to be left out. */
  @Nullable JsonNode resolve(JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = NODES.arrayNode();
      for (JsonNode entry : node) {
        JsonNode resolved = resolve(entry);
        if (resolved != null) {
          array.add(resolved);
        }
      }
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    Map.Entry<String, JsonNode> only =
        node.size() == 1 ? node.properties().iterator().next() : null;
    if (only != null && (only.getKey().equals("Ref") || only.getKey().startsWith("Fn::"))) {
      return function(only.getKey(), only.getValue());
    }
    ObjectNode object = NODES.objectNode();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      JsonNode resolved = resolve(member.getValue());
      if (resolved != null) {
        object.set(member.getKey(), resolved);
      }
    }
    return object;
  }

  private @Nullable JsonNode function(String name, JsonNode node) {
    return switch (name) {
      case "Ref" -> names.ref(node.asText());
      case "Fn::GetAtt" -> text(attribute(node));
      case "Fn::Sub" -> text(substitute(node));
      case "Fn::Base64" ->
          text(
              Base64.getEncoder()
                  .encodeToString(resolved(node).asText().getBytes(StandardCharsets.UTF_8)));
      case "Fn::Join" ->
          text(
              Streams.stream(resolved(node.path(1)))
                  .map(JsonNode::asText)
                  .collect(Collectors.joining(node.path(0).asText())));
      case "Fn::If" -> resolve(node.path(names.holds(node.path(0).asText()) ? 1 : 2));
      case "Fn::FindInMap" ->
          names.mapped(
              resolved(node.path(0)).asText(),
              resolved(node.path(1)).asText(),
              resolved(node.path(2)).asText());
      case "Fn::GetAZs" -> list(names.zones(resolved(node).asText("")));
      case "Fn::Split" ->
          list(Splitter.on(node.path(0).asText()).splitToList(resolved(node.path(1)).asText()));
      case "Fn::Cidr" -> list(ranges(node));
      case "Fn::Select" -> selected(resolved(node.path(1)), resolved(node.path(0)).asInt());
      default ->
          throw Template.invalid("Template error: function " + name + " is not supported here");
    };
  }

  private JsonNode resolved(JsonNode node) {
    JsonNode resolved = resolve(node);
    return resolved == null ? NODES.missingNode() : resolved;
  }

  private static JsonNode selected(JsonNode list, int index) {
    if (index < 0 || index >= list.size()) {
      throw Template.invalid(
          "Template error: Fn::Select cannot select nonexistent value at index " + index);
    }
    return list.path(index);
  }

  /** Returns so many ranges of so many bits for hosts, from the first of a range on. */
  private List<String> ranges(JsonNode node) {
    int count = resolved(node.path(1)).asInt();
    int hostBits = node.has(2) ? resolved(node.path(2)).asInt() : 8;
    Cidr range = Cidr.of(resolved(node.path(0)).asText());
    if (32 - hostBits < range.bits() || (long) count << hostBits > 1L << (32 - range.bits())) {
      throw Template.invalid(
          "Template error: Fn::Cidr cannot split " + range + " into " + count + " ranges");
    }
    return IntStream.range(0, count)
        .mapToObj(i -> new Cidr(range.base() + ((long) i << hostBits), 32 - hostBits).toString())
        .toList();
  }

  private static JsonNode list(List<String> texts) {
    ArrayNode list = NODES.arrayNode();
    texts.forEach(list::add);
    return list;
  }

  private static JsonNode text(String text) {
    return NODES.textNode(text);
  }

  private String attribute(JsonNode node) {
    String dotted =
        node.isTextual() ? node.asText() : node.path(0).asText() + "." + node.path(1).asText();
    return attribute(dotted);
  }

  private String attribute(String dotted) {
    int dot = dotted.indexOf('.');
    return names.attribute(dotted.substring(0, dot), dotted.substring(dot + 1));
  }

  private String substitute(JsonNode node) {
    JsonNode own = node.isArray() ? resolved(node.path(1)) : NODES.objectNode();
    Matcher variables = VARIABLE.matcher(node.isArray() ? node.path(0).asText() : node.asText());
    return variables.replaceAll(
        variable -> Matcher.quoteReplacement(variable(own, variable.group(1), variable.group(2))));
  }

  private String variable(JsonNode own, String literal, String name) {
    if (!literal.isEmpty()) {
      return "${" + name + "}";
    }
    if (own.has(name)) {
      return own.path(name).asText();
    }
    if (name.contains(".")) {
      return attribute(name);
    }
    JsonNode value = names.ref(name);
    return value == null ? "" : value.asText();
  }
}
