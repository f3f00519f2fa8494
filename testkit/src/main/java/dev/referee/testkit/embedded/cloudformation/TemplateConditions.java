package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Streams;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An evaluator of the conditions of a template, which may refer to each other. */
final class TemplateConditions {
  private final JsonNode conditions;
  private final Function<JsonNode, @Nullable JsonNode> resolver;
  private final Map<String, Boolean> known = new HashMap<>();
  private final Set<String> evaluating = new LinkedHashSet<>();

  /**
   * Creates the conditions of a template.
   *
   * @param conditions the section
   * @param resolver returns the value of a function that is not a condition function
   */
  TemplateConditions(JsonNode conditions, Function<JsonNode, @Nullable JsonNode> resolver) {
    this.conditions = conditions;
    this.resolver = resolver;
  }

  /**
   * Returns whether a resource or an output is to be there: its condition, if it has one, holds.
   */
  boolean want(JsonNode resourceOrOutput) {
    String condition = resourceOrOutput.path("Condition").asText("");
    return condition.isEmpty() || holds(condition);
  }

  /** Returns whether a condition holds. */
  boolean holds(String name) {
    Boolean before = known.get(name);
    if (before != null) {
      return before;
    }
    if (!conditions.has(name)) {
      throw Template.invalid(
          "Template format error: Unresolved condition dependency "
              + name
              + " in the Resources block of the template");
    }
    if (!evaluating.add(name)) {
      throw Template.invalid("Circular dependency between conditions: " + evaluating);
    }
    boolean met = holds(conditions.path(name));
    evaluating.remove(name);
    known.put(name, met);
    return met;
  }

  private boolean holds(JsonNode node) {
    String function = node.isObject() && node.size() == 1 ? node.fieldNames().next() : "";
    JsonNode operands = node.path(function);
    return switch (function) {
      case "Condition" -> holds(operands.asText());
      case "Fn::Not" -> !holds(operands.path(0));
      case "Fn::And" -> Streams.stream(operands).allMatch(this::holds);
      case "Fn::Or" -> Streams.stream(operands).anyMatch(this::holds);
      case "Fn::Equals" -> text(operands.path(0)).equals(text(operands.path(1)));
      default ->
          throw Template.invalid(
              "Template validation error: Template error: every Conditions member must be a"
                  + " condition function");
    };
  }

  private String text(JsonNode node) {
    JsonNode value = resolver.apply(node);
    return value == null ? "" : value.isValueNode() ? value.asText() : value.toString();
  }
}
