package dev.referee.gamefile;

import com.google.common.collect.ImmutableMap;
import dev.referee.gamefile.Value.Fields;
import dev.referee.spi.CheckInput;
import dev.referee.spi.CheckKind;
import dev.referee.spi.MapKey;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schema for the parameters of a kind of check, from its declaration. The kind validates the
 * values when it creates a check; see {@link ParametersReader}.
 *
 * @param kind the kind
 */
record ParametersSchema(CheckKind kind) implements Schema {
  private static final Map<String, Object> TEXT = ScalarSchemas.TEXT.schema();
  private static final String VARIABLE = "\\$\\{";

  @Override
  public void check(String name, Value value, Problems mistakes) {
    if (!(value instanceof Fields)) {
      Schema.refuse(name, value, "a section with the parameters of " + kind.id(), mistakes);
    }
  }

  /** Returns the name of {@link #definition} in the schema. */
  String name() {
    return "parameters-of-" + kind.id();
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("$ref", "#/$defs/" + name());
  }

  /** Describes every parameter. */
  Map<String, Object> definition() {
    Map<String, Object> properties = new LinkedHashMap<>();
    kind.parameters().forEach(parameter -> properties.put(parameter.name(), property(parameter)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    List<String> required = new ArrayList<>();
    List<Object> alternatives = new ArrayList<>();
    for (CheckInput<?> input : kind.inputs()) {
      if (input instanceof OneOf<?>) {
        alternatives.add(
            ImmutableMap.of(
                "oneOf",
                input.parameters().stream()
                    .map(parameter -> ImmutableMap.of("required", List.of(parameter.name())))
                    .toList()));
      } else if (input.required()) {
        required.add(input.name());
      }
    }
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!alternatives.isEmpty()) {
      schema.put("allOf", alternatives);
    }
    return schema;
  }

  private static Map<String, Object> property(Parameter<?> parameter) {
    Map<String, Object> property = new LinkedHashMap<>();
    String fallback = parameter.defaultText();
    property.put(
        "description",
        fallback.isEmpty()
            ? parameter.description()
            : "%s; %s if not given".formatted(parameter.description(), fallback));
    property.putAll(type(parameter));
    parameter.defaultValue().ifPresent(value -> property.put("default", value));
    parameter.example().ifPresent(example -> property.put("examples", List.of(example)));
    return property;
  }

  /** Describes the allowed values. A text with a variable may become anything. */
  private static Map<String, Object> type(Parameter<?> parameter) {
    return switch (parameter.type()) {
      case TEXT -> TEXT;
      case CHOICE -> any(ImmutableMap.of("enum", parameter.choices()), text(VARIABLE));
      case TEXTS -> any(TEXT, ImmutableMap.of("type", "array", "items", TEXT));
      case MAP -> map(parameter.choices());
      case MAPS -> {
        Map<String, Object> item = item(parameter.keys());
        yield any(item, ImmutableMap.of("type", "array", "items", item));
      }
      case PAIR ->
          ImmutableMap.of(
              "type",
              "object",
              "additionalProperties",
              TEXT,
              "minProperties",
              1,
              "maxProperties",
              1);
      case FLAG -> any(ImmutableMap.of("type", "boolean"), text("^(true|false)$|" + VARIABLE));
      case NUMBER -> any(number(parameter), text("^[+-]?[0-9]+$|" + VARIABLE));
      case DURATION -> text("^[Pp0-9]|" + VARIABLE);
    };
  }

  private static Map<String, Object> number(Parameter<?> parameter) {
    Map<String, Object> number = new LinkedHashMap<>();
    number.put("type", "integer");
    parameter.least().ifPresent(least -> number.put("minimum", least));
    parameter.most().ifPresent(most -> number.put("maximum", most));
    return number;
  }

  /** Describes a map; KEY at the end of an allowed key stands for any text. */
  private static Map<String, Object> map(List<String> keys) {
    if (keys.isEmpty()) {
      return ImmutableMap.of("type", "object", "additionalProperties", TEXT);
    }
    Map<String, Object> known = new LinkedHashMap<>();
    Map<String, Object> patterns = new LinkedHashMap<>();
    for (String key : keys) {
      if (key.endsWith("KEY")) {
        patterns.put("^" + key.substring(0, key.length() - "KEY".length()), TEXT);
      } else {
        known.put(key, TEXT);
      }
    }
    return ImmutableMap.of(
        "type",
        "object",
        "properties",
        known,
        "patternProperties",
        patterns,
        "additionalProperties",
        false);
  }

  /** Describes one of a list of maps. */
  private static Map<String, Object> item(List<MapKey> keys) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (MapKey key : keys) {
      Map<String, Object> property = new LinkedHashMap<>();
      property.put("description", key.description());
      property.putAll(TEXT);
      properties.put(key.name(), property);
    }
    return ImmutableMap.of(
        "type",
        "object",
        "properties",
        properties,
        "additionalProperties",
        false,
        "required",
        keys.stream().filter(MapKey::required).map(MapKey::name).toList());
  }

  private static Map<String, Object> any(Map<String, Object> one, Map<String, Object> other) {
    return ImmutableMap.of("anyOf", List.of(one, other));
  }

  private static Map<String, Object> text(String pattern) {
    return ImmutableMap.of("type", "string", "pattern", pattern);
  }
}
