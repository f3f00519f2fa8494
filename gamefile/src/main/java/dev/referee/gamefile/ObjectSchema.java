package dev.referee.gamefile;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.gamefile.Value.Field;
import dev.referee.gamefile.Value.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A schema for a section: its allowed and its required keys. Immutable. */
final class ObjectSchema implements Schema {
  private final ImmutableMap<String, Key> keys;
  private final ImmutableList<OneOf> rules;

  /**
   * A key of a section.
   *
   * @param name the key
   * @param form the schema of its value
   * @param required whether it is required
   * @param description its description
   */
  record Key(String name, Schema form, boolean required, String description) {}

  /**
   * A rule that keys exclude each other.
   *
   * @param names the keys
   * @param needed whether one of them is required
   */
  private record OneOf(ImmutableList<String> names, boolean needed) {}

  private ObjectSchema(ImmutableMap<String, Key> keys, ImmutableList<OneOf> rules) {
    this.keys = keys;
    this.rules = rules;
  }

  static ObjectSchema of(Key... keys) {
    ImmutableMap.Builder<String, Key> named = ImmutableMap.builder();
    for (Key key : keys) {
      named.put(key.name(), key);
    }
    return new ObjectSchema(named.buildOrThrow(), ImmutableList.of());
  }

  static Key required(String name, Schema form, String description) {
    return new Key(name, form, true, description);
  }

  static Key optional(String name, Schema form, String description) {
    return new Key(name, form, false, description);
  }

  /** Returns this schema, which requires exactly one of some keys. */
  ObjectSchema exactlyOne(String... names) {
    return with(new OneOf(ImmutableList.copyOf(names), true));
  }

  /** Returns this schema, which allows at most one of two keys. */
  ObjectSchema atMostOne(String name, String other) {
    return with(new OneOf(ImmutableList.of(name, other), false));
  }

  private ObjectSchema with(OneOf rule) {
    return new ObjectSchema(keys, ImmutableList.<OneOf>builder().addAll(rules).add(rule).build());
  }

  @Override
  public void check(String name, Value value, Problems mistakes) {
    if (!(value instanceof Fields fields)) {
      Schema.refuse(
          name, value, "a section with keys such as " + keys.keySet().iterator().next(), mistakes);
      return;
    }
    Set<String> meant = new HashSet<>();
    for (Field field : fields.fields()) {
      Key key = keys.get(field.name());
      if (key == null) {
        mistakes.unknown(field.at(), "key", field.name(), keys.keySet()).ifPresent(meant::add);
      } else {
        key.form().check(field.name(), field.value(), mistakes);
      }
    }
    for (Key key : keys.values()) {
      if (key.required() && !given(key.name(), fields, meant)) {
        mistakes.add(fields.at(), "'%s' is missing: %s".formatted(key.name(), key.description()));
      }
    }
    rules.forEach(rule -> check(rule, fields, meant, mistakes));
  }

  /** Returns whether a key is present, possibly misspelt. */
  private static boolean given(String name, Fields fields, Set<String> meant) {
    return meant.contains(name) || fields.field(name).isPresent();
  }

  private static void check(OneOf rule, Fields fields, Set<String> meant, Problems mistakes) {
    List<Field> given =
        fields.fields().stream().filter(field -> rule.names().contains(field.name())).toList();
    if (rule.needed() && rule.names().stream().noneMatch(it -> given(it, fields, meant))) {
      mistakes.add(fields.at(), "One of these is missing: " + String.join(", ", rule.names()));
    }
    for (Field field : given.subList(Math.min(1, given.size()), given.size())) {
      mistakes.add(
          field.at(),
          "'%s' and '%s' exclude each other".formatted(given.get(0).name(), field.name()));
    }
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    Map<String, Object> properties = new LinkedHashMap<>();
    keys.forEach((name, key) -> properties.put(name, described(key)));
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    List<String> required = keys.values().stream().filter(Key::required).map(Key::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    List<Object> all = new ArrayList<>();
    rules.forEach(rule -> all.add(schema(rule)));
    if (!all.isEmpty()) {
      schema.put("allOf", all);
    }
    return schema;
  }

  private static Map<String, Object> described(Key key) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("description", key.description());
    described.putAll(key.form().schema());
    return described;
  }

  private static Map<String, Object> schema(OneOf rule) {
    List<ImmutableMap<String, Object>> each =
        rule.names().stream()
            .map(name -> ImmutableMap.<String, Object>of("required", List.of(name)))
            .toList();
    return rule.needed()
        ? ImmutableMap.of("oneOf", each)
        : ImmutableMap.of("not", ImmutableMap.of("required", rule.names()));
  }
}
