package dev.referee.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import com.google.common.collect.Streams;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.policybuilder.iam.IamPolicy;

/**
 * A reader of policy documents that rejects what the SDK's reader would silently drop.
 *
 * <p>The SDK drops unknown elements, the first of two elements with the same name, empty lists, and
 * conditions whose value is an unquoted number or boolean, which AWS allows: a policy would then
 * seem to say more or less than it does. Such values are quoted here; the rest is refused, with a
 * reason that quotes only names of elements.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar
 *     of the IAM JSON policy language</a>
 */
final class PolicyReader {
  /** The version of the policy language that has variables. */
  static final String WITH_VARIABLES = "2012-10-17";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final Set<String> OF_POLICY = ImmutableSet.of("Version", "Id", "Statement");
  private static final Set<String> OF_STATEMENT =
      ImmutableSet.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private PolicyReader() {}

  /** An exception for a document that violates the policy grammar. */
  static final class Unreadable extends Exception {
    final String reason;

    Unreadable(String reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /** Reads a document, as JSON or percent-encoded as IAM returns it. */
  static IamPolicy read(String document) throws Unreadable {
    JsonNode policy = parse(document);
    check(policy, "the policy", OF_POLICY);
    if (!Set.of("2008-10-17", WITH_VARIABLES)
        .contains(policy.path("Version").asText("2008-10-17"))) {
      throw new Unreadable("its Version is unknown");
    }
    List<JsonNode> statements = statements(policy.path("Statement"));
    for (int i = 0; i < statements.size(); i++) {
      checkStatement(statements.get(i), "statement #" + (i + 1));
    }
    try {
      return IamPolicy.fromJson(policy.toString());
    } catch (RuntimeException e) {
      throw new Unreadable("the SDK's policy reader refuses it");
    }
  }

  private static JsonNode parse(String document) throws Unreadable {
    String text = document.strip();
    try {
      return JSON.readTree(
          text.startsWith("%")
              ? URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8)
              : text);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new Unreadable("it is not JSON, or an element occurs twice");
    }
  }

  private static List<JsonNode> statements(JsonNode node) throws Unreadable {
    if (node.isObject()) {
      return List.of(node);
    }
    require(node.isArray(), "it has no Statement");
    return Lists.newArrayList(node);
  }

  private static void checkStatement(JsonNode statement, String name) throws Unreadable {
    check(statement, name, OF_STATEMENT);
    require(
        Set.of("Allow", "Deny").contains(statement.path("Effect").asText()),
        name + " has no valid Effect");
    require(statement.has("Action") != statement.has("NotAction"), name + " needs one Action");
    for (String element : List.of("Principal", "Resource")) {
      require(
          !statement.has(element) || !statement.has("Not" + element),
          name + " has both " + element + " and its negation");
    }
    for (String element : List.of("Action", "NotAction", "Resource", "NotResource")) {
      require(
          !statement.has(element) || isFilled(statement.path(element)),
          name + " has no " + element + " in a known form");
    }
    for (String element : List.of("Principal", "NotPrincipal")) {
      require(
          !statement.path(element).isContainerNode()
              || (isFilled(statement.path(element))
                  && Streams.stream(statement.path(element)).allMatch(PolicyReader::isFilled)),
          name + " has a " + element + " without anybody");
    }
    if (statement.has("Condition")) {
      checkConditions(statement.path("Condition"), name);
    }
  }

  private static boolean isFilled(JsonNode node) {
    return node.isTextual() || (node.isContainerNode() && !node.isEmpty());
  }

  private static void checkConditions(JsonNode conditions, String name) throws Unreadable {
    require(conditions.isObject(), name + " has a Condition that is not an object");
    for (JsonNode operator : conditions) {
      require(operator.isObject(), name + " has a condition operator without keys");
      for (var condition : operator.properties()) {
        ArrayNode values = JSON.createArrayNode();
        for (JsonNode value :
            condition.getValue().isArray() ? condition.getValue() : List.of(condition.getValue())) {
          require(
              value.isTextual() || value.isNumber() || value.isBoolean(),
              name + " has a condition with a value of an unknown form");
          values.add(value.asText());
        }
        require(!values.isEmpty(), name + " has a condition without values");
        ((ObjectNode) operator).set(condition.getKey(), values);
      }
    }
  }

  private static void check(JsonNode node, String name, Set<String> known) throws Unreadable {
    require(node.isObject(), name + " is not an object");
    for (var element : node.properties()) {
      require(
          known.contains(element.getKey()), name + " has the unknown element " + element.getKey());
    }
  }

  private static void require(boolean valid, String otherwise) throws Unreadable {
    if (!valid) {
      throw new Unreadable(otherwise);
    }
  }
}
