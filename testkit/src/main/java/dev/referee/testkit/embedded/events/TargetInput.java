package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * The transformation of an event into what a target gets.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">Amazon
 *     EventBridge input transformation</a>
 */
final class TargetInput {
  private static final Pattern VARIABLE = Pattern.compile("<([\\w.-]+)>");

  private TargetInput() {}

  /** Throws EventBridge's error for an input that no event could be transformed by. */
  static void check(Target target) {
    String id = target.id();
    if (target.input() != null && !isJson(target.input())) {
      throw EventErrors.invalid("JSON syntax error in input for target " + id + ".");
    }
    if (target.inputPath() != null && JsonPath.parse(target.inputPath()) == null) {
      throw EventErrors.invalid("Invalid InputPath for target " + id + ".");
    }
    InputTransformer transformer = target.inputTransformer();
    if (transformer == null) {
      return;
    }
    if (transformer.inputTemplate() == null) {
      throw EventErrors.invalid("Invalid InputTemplate for target " + id + ".");
    }
    transformer
        .inputPathsMap()
        .forEach(
            (name, path) -> {
              if (JsonPath.parse(path) == null) {
                throw EventErrors.invalid("Invalid InputPath for target " + id + ".");
              }
              if (name.startsWith("AWS")) {
                throw EventErrors.invalid("Invalid InputTransformer for target " + id + ".");
              }
            });
    Set<String> unknown = unknownVariables(transformer);
    if (!unknown.isEmpty()) {
      throw EventErrors.invalid(
          "InputTemplate for target %s contains placeholder %s which is not defined in InputPathsMap."
              .formatted(id, unknown.iterator().next()));
    }
    if (!isTemplate(transformer.inputTemplate())) {
      throw EventErrors.invalid("Invalid InputTemplate for target " + id + ".");
    }
  }

  private static Set<String> unknownVariables(InputTransformer transformer) {
    return VARIABLE
        .matcher(transformer.inputTemplate())
        .results()
        .map(variable -> variable.group(1))
        .filter(name -> !transformer.inputPathsMap().containsKey(name))
        .filter(name -> !name.startsWith("aws.events."))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** A template is JSON once its variables have values, or lines that are each a text of JSON. */
  private static boolean isTemplate(String template) {
    String sample = filled(template, name -> TextNode.valueOf("x"));
    return isJson(sample) || sample.lines().allMatch(line -> line.isBlank() || isJson(line));
  }

  private static boolean isJson(String text) {
    try {
      return !JsonCodec.JSON.readTree(text).isMissingNode();
    } catch (JsonProcessingException malformed) {
      return false;
    }
  }

  /** Returns what a target of a rule gets of an event. */
  static String of(Target target, EventRule rule, ObjectNode event, Instant now) {
    if (target.input() != null) {
      return target.input();
    }
    if (target.inputPath() != null) {
      JsonPath path = JsonPath.parse(target.inputPath());
      return path == null ? "{}" : path.in(event).toString();
    }
    InputTransformer transformer = target.inputTransformer();
    if (transformer == null) {
      return event.toString();
    }
    return filled(
        transformer.inputTemplate(),
        name -> {
          String path = transformer.inputPathsMap().get(name);
          JsonPath parsed = path == null ? null : JsonPath.parse(path);
          return parsed == null ? predefined(name, rule, event, now) : parsed.in(event);
        });
  }

  private static JsonNode predefined(String name, EventRule rule, ObjectNode event, Instant now) {
    return switch (name) {
      case "aws.events.rule-arn" -> TextNode.valueOf(rule.arn);
      case "aws.events.rule-name" -> TextNode.valueOf(rule.name);
      case "aws.events.event.ingestion-time" -> TextNode.valueOf(now.toString());
      case "aws.events.event.json" -> event;
      case "aws.events.event" -> {
        ObjectNode without = event.deepCopy();
        without.remove("detail");
        yield without;
      }
      default -> MissingNode.getInstance();
    };
  }

  /**
   * Returns a template with values for its variables: within quotes their plain text, elsewhere
   * their JSON. A variable without a value leaves nothing.
   */
  private static String filled(String template, Function<String, JsonNode> values) {
    StringBuilder filled = new StringBuilder();
    Matcher variable = VARIABLE.matcher(template);
    boolean quoted = false;
    int index = 0;
    while (index < template.length()) {
      char character = template.charAt(index);
      if (character == '<' && variable.find(index) && variable.start() == index) {
        filled.append(shown(values.apply(variable.group(1)), quoted));
        index = variable.end();
        continue;
      }
      if (character == '"' && (index == 0 || template.charAt(index - 1) != '\\')) {
        quoted = !quoted;
      }
      filled.append(character);
      index++;
    }
    return filled.toString();
  }

  private static String shown(JsonNode value, boolean quoted) {
    if (value.isMissingNode()) {
      return quoted ? "" : "\"\"";
    }
    String json = value.toString();
    return quoted && value.isTextual() ? json.substring(1, json.length() - 1) : json;
  }
}
