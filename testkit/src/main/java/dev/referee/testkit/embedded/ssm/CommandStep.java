package dev.referee.testkit.embedded.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.Ints;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One step of a command's document, with values in the places of parameters.
 *
 * @param name the step's name; that of its plugin in older documents
 * @param plugin the plugin that runs it, for example {@code aws:runShellScript}
 * @param platform the platform that its precondition asks for; empty without one
 * @param script what it runs
 * @param directory where it runs; empty for the usual place
 * @param limit how long it may take
 */
record CommandStep(
    String name, String plugin, String platform, String script, String directory, Duration limit) {
  private static final int DEFAULT_LIMIT = 3600;

  /** Returns the steps of a document, in order. */
  static List<CommandStep> of(DocumentContent content, DocumentParameters parameters) {
    JsonNode json = content.json();
    if (json.has("mainSteps")) {
      return json.path("mainSteps")
          .valueStream()
          .map(
              step ->
                  of(
                      step.path("name").asText(),
                      step.path("action").asText(),
                      platform(step.path("precondition")),
                      parameters.resolved(step.path("inputs"))))
          .toList();
    }
    return json.path("runtimeConfig").properties().stream()
        .flatMap(
            entry ->
                inputs(entry.getValue().path("properties"))
                    .map(node -> of(entry.getKey(), entry.getKey(), "", parameters.resolved(node))))
        .toList();
  }

  private static Stream<JsonNode> inputs(JsonNode properties) {
    return properties.isArray() ? properties.valueStream() : Stream.of(properties);
  }

  /** Reads {@code "StringEquals": ["platformType", "Linux"]}. */
  private static String platform(JsonNode precondition) {
    return precondition
        .path("StringEquals")
        .valueStream()
        .map(JsonNode::asText)
        .filter(text -> !text.equals("platformType"))
        .collect(Collectors.joining());
  }

  private static CommandStep of(String name, String plugin, String platform, JsonNode inputs) {
    Integer limit = Ints.tryParse(inputs.path("timeoutSeconds").asText());
    return new CommandStep(
        name,
        plugin,
        platform,
        DocumentParameters.lines(inputs.path("runCommand")).collect(Collectors.joining("\n")),
        inputs.path("workingDirectory").asText(),
        Duration.ofSeconds(limit == null ? DEFAULT_LIMIT : limit));
  }
}
