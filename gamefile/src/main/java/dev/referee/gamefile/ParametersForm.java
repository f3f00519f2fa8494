package dev.referee.gamefile;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.referee.gamefile.Value.Field;
import dev.referee.gamefile.Value.Fields;
import dev.referee.gamefile.Value.Items;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of the parameters of a kind of check, from what the kind declares.
 *
 * @param kind the kind
 */
record ParametersForm(CheckKind kind) implements Form {
  private static final Map<String, Object> TEXT = Forms.TEXT.schema();

  @Override
  public void check(String name, Value value, Mistakes mistakes) {
    if (!(value instanceof Fields fields)) {
      Form.refuse(name, value, "a section with the parameters of " + kind.id(), mistakes);
      return;
    }
    Map<String, Parameter> known = Maps.uniqueIndex(kind.parameters(), Parameter::name);
    for (Field field : fields.fields()) {
      Parameter parameter = known.get(field.name());
      if (parameter == null) {
        mistakes.unknown(field.at(), "parameter", field.name(), known.keySet());
      } else {
        check(parameter, field.value(), mistakes);
      }
    }
    for (Parameter parameter : kind.parameters()) {
      if (parameter.required() && fields.field(parameter.name()).isEmpty()) {
        mistakes.add(
            fields.at(),
            "'%s' is missing: %s".formatted(parameter.name(), parameter.description()));
      }
    }
  }

  private static void check(Parameter parameter, Value value, Mistakes mistakes) {
    Optional<Object> given = given(value);
    if (given.isEmpty()) {
      Form.refuse(parameter.name(), value, parameter.type().words(), mistakes);
      return;
    }
    int before = mistakes.count();
    variables(value, mistakes);
    if (before < mistakes.count()
        || Variables.in(given.get()).stream().anyMatch(it -> it.startsWith(Variables.OUTPUTS))) {
      return; // nobody knows yet what it will be
    }
    Object sample =
        Variables.fill(ImmutableMap.of(parameter.name(), given.get()), variable -> "team")
            .values()
            .iterator()
            .next();
    mistakes.tried(value.at(), () -> parameter.example(sample)); // an example has to be of the type
  }

  private static void variables(Value value, Mistakes mistakes) {
    if (value instanceof Items list) {
      list.items().forEach(item -> variables(item, mistakes));
    } else if (value instanceof Fields fields) {
      for (Field field : fields.fields()) {
        if (!Variables.in(field.name()).isEmpty()) {
          mistakes.add(field.at(), "A variable stands in values only, and this is a name");
        }
        variables(field.value(), mistakes);
      }
    } else {
      Forms.written(value)
          .ifPresent(text -> Variables.check(value.at(), text, Variables.Site.PARAMETER, mistakes));
    }
  }

  /** Returns what is given, as {@link CheckKind#check} takes it; without what is no text. */
  static Map<String, Object> given(Fields fields) {
    ImmutableMap.Builder<String, Object> given = ImmutableMap.builder();
    fields
        .fields()
        .forEach(each -> given(each.value()).ifPresent(it -> given.put(each.name(), it)));
    return given.buildOrThrow();
  }

  /** Returns a text, texts, or texts by name; empty when it is something else. */
  private static Optional<Object> given(Value value) {
    if (value instanceof Items list) {
      List<String> texts =
          list.items().stream()
              .flatMap(it -> Forms.written(it).stream())
              .collect(toImmutableList());
      return texts.size() == list.items().size() ? Optional.of(texts) : Optional.empty();
    }
    if (value instanceof Fields fields) {
      Map<String, Object> texts = new LinkedHashMap<>();
      fields
          .fields()
          .forEach(it -> Forms.written(it.value()).ifPresent(text -> texts.put(it.name(), text)));
      return texts.size() == fields.fields().size() ? Optional.of(texts) : Optional.empty();
    }
    return Forms.written(value).map(text -> text);
  }

  /** Returns the name under which {@link #definition} stands in the schema. */
  String name() {
    return "parameters-of-" + kind.id();
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("$ref", "#/$defs/" + name());
  }

  /** Describes every parameter that there is. */
  Map<String, Object> definition() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Parameter parameter : kind.parameters()) {
      Map<String, Object> property = new LinkedHashMap<>();
      property.put("description", parameter.description());
      property.putAll(schema(parameter.type()));
      parameter.example().ifPresent(example -> property.put("examples", List.of(example)));
      properties.put(parameter.name(), property);
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    List<String> required = new ArrayList<>();
    kind.parameters().stream()
        .filter(Parameter::required)
        .forEach(parameter -> required.add(parameter.name()));
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  /** Describes a type. A text with a variable in it may become anything. */
  private static Map<String, Object> schema(Parameter.Type type) {
    return switch (type) {
      case TEXT -> TEXT;
      case TEXTS -> any(TEXT, ImmutableMap.of("type", "array", "items", TEXT));
      case MAP -> ImmutableMap.of("type", "object", "additionalProperties", TEXT);
      case FLAG -> any(ImmutableMap.of("type", "boolean"), text("^(true|false)$|\\$\\{"));
      case NUMBER -> any(ImmutableMap.of("type", "integer"), text("^[+-]?[0-9]+$|\\$\\{"));
      case DURATION -> text("^[Pp0-9]|\\$\\{");
    };
  }

  private static Map<String, Object> any(Map<String, Object> one, Map<String, Object> other) {
    return ImmutableMap.of("anyOf", List.of(one, other));
  }

  private static Map<String, Object> text(String pattern) {
    return ImmutableMap.of("type", "string", "pattern", pattern);
  }
}
