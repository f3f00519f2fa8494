package dev.referee.testkit.embedded.ssm;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.NoTimestampResolver;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import software.amazon.awssdk.services.ssm.model.DocumentFormat;

/**
 * The content of a document of Systems Manager: JSON, YAML, or plain text for AppConfig.
 *
 * @param text the content as it was given
 * @param format its format
 * @param json what it says; empty for plain text
 */
record DocumentContent(String text, DocumentFormat format, JsonNode json) {

  /** The schema versions of each type; see "Schemas, features, and examples" of documents. */
  private static final ImmutableSetMultimap<String, String> SCHEMAS =
      ImmutableSetMultimap.<String, String>builder()
          .putAll("Command", "1.0", "1.2", "2.0", "2.2")
          .putAll("Session", "1.0")
          .putAll("Automation", "0.3")
          .putAll("Policy", "2.0")
          .build();

  private static final ImmutableSet<String> OLD = ImmutableSet.of("1.0", "1.2");

  /**
   * Reads and checks a content.
   *
   * @param format its format; JSON without one
   * @param type the document's type
   * @throws AwsError with InvalidDocumentContent when it is not well-formed or lacks something
   */
  static DocumentContent of(String text, @Nullable DocumentFormat format, String type) {
    if (format == DocumentFormat.TEXT) {
      if (SCHEMAS.containsKey(type)) {
        throw invalid("A document of type " + type + " is JSON or YAML.");
      }
      return new DocumentContent(text, format, JsonCodec.JSON.createObjectNode());
    }
    boolean yaml = format == DocumentFormat.YAML;
    JsonNode json = yaml ? yaml(text) : json(text);
    check(json, type);
    return new DocumentContent(text, yaml ? DocumentFormat.YAML : DocumentFormat.JSON, json);
  }

  private static JsonNode json(String text) {
    try {
      return JsonCodec.JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      JsonLocation at = malformed.getLocation();
      throw malformed("JSON", at.getLineNr(), at.getColumnNr());
    }
  }

  private static JsonNode yaml(String text) {
    LoaderOptions options = new LoaderOptions();
    DumperOptions unused = new DumperOptions();
    try {
      Object read =
          new Yaml(
                  new SafeConstructor(options),
                  new Representer(unused),
                  unused,
                  options,
                  new NoTimestampResolver())
              .load(text);
      return JsonCodec.JSON.valueToTree(read);
    } catch (MarkedYAMLException malformed) {
      throw malformed(
          "YAML",
          malformed.getProblemMark().getLine() + 1,
          malformed.getProblemMark().getColumn() + 1);
    } catch (YAMLException malformed) {
      throw malformed("YAML", 1, 1);
    }
  }

  private static AwsError malformed(String format, int line, int column) {
    return invalid("%s not well-formed. at Line: %d, Column: %d".formatted(format, line, column));
  }

  private static void check(JsonNode json, String type) {
    if (!json.isObject()) {
      throw unfit(
          "instance type (%s) does not match any allowed primitive type (allowed: [\"object\"])"
              .formatted(Ascii.toLowerCase(json.getNodeType().name())));
    }
    if (!SCHEMAS.containsKey(type)) {
      return;
    }
    String version = json.path("schemaVersion").asText();
    Set<String> missing =
        Stream.of("schemaVersion", part(type, version))
            .filter(name -> !name.isEmpty() && !json.hasNonNull(name))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!missing.isEmpty()) {
      throw unfit(
          missing.stream()
              .map(name -> "\"" + name + "\"")
              .collect(Collectors.joining(",", "object has missing required properties ([", "])")));
    }
    if (!SCHEMAS.containsEntry(type, version)) {
      throw Ssm.error(
          "InvalidDocumentSchemaVersion", "The version of the document schema is not supported.");
    }
  }

  /**
   * Returns the name of the part that a document must have in addition to its version; empty if
   * there is none.
   */
  private static String part(String type, String version) {
    return switch (type) {
      case "Session" -> "sessionType";
      case "Command" -> OLD.contains(version) ? "runtimeConfig" : "mainSteps";
      case "Automation" -> "mainSteps";
      default -> "";
    };
  }

  /** The message of the validator of JSON Schema that Systems Manager has. */
  private static AwsError unfit(String message) {
    return invalid("[message: \"%s\" - parent node: /]".formatted(message.replace("\"", "\\\"")));
  }

  private static AwsError invalid(String message) {
    return Ssm.error("InvalidDocumentContent", message);
  }

  /**
   * Returns the content in a format. Without one, GetDocument returns JSON.
   *
   * @param wanted the format; JSON without one
   */
  DocumentContent in(@Nullable DocumentFormat wanted) {
    DocumentFormat other = wanted == DocumentFormat.YAML ? wanted : DocumentFormat.JSON;
    if (format == DocumentFormat.TEXT || format == other) {
      return this;
    }
    return new DocumentContent(
        other == DocumentFormat.YAML ? asYaml() : json.toPrettyString(), other, json);
  }

  private String asYaml() {
    DumperOptions block = new DumperOptions();
    block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    block.setExplicitStart(true);
    return new Yaml(block).dump(JsonCodec.JSON.convertValue(json, Object.class));
  }

  /** Returns the parameters that it declares. */
  JsonNode parameters() {
    return json.path("parameters");
  }
}
