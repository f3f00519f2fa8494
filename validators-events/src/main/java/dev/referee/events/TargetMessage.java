package dev.referee.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * The message that a target makes of an event.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">Amazon
 *     EventBridge input transformation</a>
 */
final class TargetMessage {
  private static final Pattern VARIABLE = Pattern.compile("<([\\w.-]+)>");

  private TargetMessage() {}

  /** Returns the message. */
  static String of(Target target, JsonNode event) {
    if (target.input() != null) {
      return target.input();
    }
    if (target.inputPath() != null) {
      return at(target.inputPath(), event).toString();
    }
    InputTransformer transformer = target.inputTransformer();
    return transformer == null || transformer.inputTemplate() == null
        ? event.toString()
        : filled(transformer.inputTemplate(), transformer.inputPathsMap(), event);
  }

  /** Returns a template with the values of its variables, as JSON where it does not quote them. */
  private static String filled(String template, Map<String, String> paths, JsonNode event) {
    return VARIABLE
        .matcher(template)
        .replaceAll(
            variable -> {
              String path = paths.get(variable.group(1));
              JsonNode value = path == null ? event : at(path, event);
              return Matcher.quoteReplacement(shown(value, isQuoted(template, variable.start())));
            });
  }

  private static String shown(JsonNode value, boolean quoted) {
    if (value.isMissingNode()) {
      return quoted ? "" : "\"\"";
    }
    return quoted && value.isTextual() ? value.asText() : value.toString();
  }

  private static boolean isQuoted(String template, int position) {
    return template.substring(0, position).replace("\\\"", "").chars().filter(c -> c == '"').count()
            % 2
        == 1;
  }

  private static JsonNode at(String path, JsonNode event) {
    JsonNode found = event;
    String steps = path.replaceAll("\\['?([^'\\]]+)'?\\]", ".$1");
    for (String step : Splitter.on('.').omitEmptyStrings().split(steps.replaceFirst("^\\$", ""))) {
      found =
          found.isArray() && step.matches("\\d{1,9}")
              ? found.path(Integer.parseInt(step))
              : found.path(step);
    }
    return found;
  }
}
