package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.ssm.Ssm;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The resolution of template parameters, with the errors of CloudFormation for invalid values.
 *
 * @param template the template
 * @param call who makes a stack of it, and where
 */
record TemplateParameters(Template template, Call call) {
  private static final Set<String> PLAIN = Set.of("String", "Number", "CommaDelimitedList");
  private static final String FROM_STORE = "AWS::SSM::Parameter::Value<";

  /** Returns the values by name. */
  Map<String, JsonNode> values(Map<String, String> given) {
    List<String> names = template.names("Parameters");
    List<String> unknown = given.keySet().stream().filter(name -> !names.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw Template.invalid("Parameters: " + unknown + " do not exist in the template");
    }
    List<String> missing =
        names.stream()
            .filter(name -> !given.containsKey(name) && !parameter(name).has("Default"))
            .toList();
    if (!missing.isEmpty()) {
      throw Template.invalid("Parameters: " + missing + " must have values");
    }
    ImmutableMap.Builder<String, JsonNode> values = ImmutableMap.builder();
    for (String name : names) {
      String text = given.getOrDefault(name, parameter(name).path("Default").asText());
      values.put(name, value(name, text));
    }
    return values.buildOrThrow();
  }

  private JsonNode parameter(String name) {
    return template.json().path("Parameters").path(name);
  }

  private JsonNode value(String name, String given) {
    String type = parameter(name).path("Type").asText();
    boolean list = type.startsWith("List<") || type.equals("CommaDelimitedList");
    if (!list && !PLAIN.contains(type) && !type.startsWith("AWS::")) {
      throw Template.invalid("Template format error: Unrecognized parameter type: " + type);
    }
    List<String> parts = list ? Splitter.on(',').trimResults().splitToList(given) : List.of(given);
    parts.forEach(part -> check(name, type, part));
    if (type.startsWith(FROM_STORE)) {
      String stored = Ssm.parameter(given, call);
      if (stored == null) {
        throw Template.invalid(
            "Unable to fetch parameters [" + given + "] from parameter store for this account.");
      }
      return JsonCodec.JSON.getNodeFactory().textNode(stored);
    }
    if (!list) {
      return JsonCodec.JSON.getNodeFactory().textNode(given);
    }
    ArrayNode values = JsonCodec.JSON.getNodeFactory().arrayNode();
    parts.forEach(values::add);
    return values;
  }

  private void check(String name, String type, String value) {
    JsonNode parameter = parameter(name);
    List<String> allowed = JsonCodec.texts(parameter.path("AllowedValues"));
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      throw Template.invalid("Parameter '" + name + "' must be one of AllowedValues");
    }
    if (type.equals("Number") && !value.matches("-?[0-9]+([.][0-9]+)?")) {
      throw Template.invalid("Parameter '" + name + "' must be a number");
    }
    int length = value.length();
    if (length < parameter.path("MinLength").asInt(0)) {
      throw Template.invalid(
          "Parameter '%s' must contain at least %s characters"
              .formatted(name, parameter.path("MinLength").asText()));
    }
    if (length > parameter.path("MaxLength").asInt(Integer.MAX_VALUE)) {
      throw Template.invalid(
          "Parameter '%s' must contain at most %s characters"
              .formatted(name, parameter.path("MaxLength").asText()));
    }
    Stream.of(parameter.path("AllowedPattern"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(pattern -> !matches(pattern, value))
        .forEach(
            pattern -> {
              throw Template.invalid(
                  "Parameter '%s' must match pattern %s".formatted(name, pattern));
            });
  }

  private static boolean matches(String pattern, String value) {
    try {
      return Pattern.compile(pattern).matches(value);
    } catch (PatternSyntaxException beyondRe2) {
      return true;
    }
  }
}
