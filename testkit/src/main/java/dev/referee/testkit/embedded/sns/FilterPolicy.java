package dev.referee.testkit.embedded.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.Doubles;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.io.IOException;
import java.util.Map;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * A filter policy of a subscription. Its operators are those of event patterns.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html">Amazon SNS
 *     message filtering</a>
 */
final class FilterPolicy {
  private final Machine machine = Machine.builder().build();
  private final boolean empty;

  private FilterPolicy(String policy, boolean empty) throws IOException {
    this.empty = empty;
    if (!empty) {
      machine.addRule("policy", policy);
    }
  }

  /** Parses a policy, or throws SNS's error. */
  static FilterPolicy parse(String policy) {
    try {
      if (JsonCodec.JSON.readTree(policy) instanceof ObjectNode object && object.isEmpty()) {
        return new FilterPolicy(policy, true);
      }
      String problem = JsonRuleCompiler.check(policy);
      if (problem != null) {
        throw SnsErrors.invalid("FilterPolicy: " + problem);
      }
      return new FilterPolicy(policy, false);
    } catch (IOException malformed) {
      throw SnsErrors.invalid("FilterPolicy: failed to parse JSON.");
    }
  }

  /** Returns whether it accepts a message by its body; one that is not JSON is not accepted. */
  boolean acceptsBody(String body) {
    try {
      JsonNode json = JsonCodec.JSON.readTree(body);
      return empty || (json.isObject() && accepts(json));
    } catch (JsonProcessingException notJson) {
      return false;
    }
  }

  /** Returns whether it accepts a message by its attributes. */
  boolean acceptsAttributes(Map<String, MessageAttributeValue> attributes) {
    ObjectNode json = JsonCodec.JSON.createObjectNode();
    attributes.forEach((name, value) -> put(json, name, value));
    return empty || accepts(json);
  }

  private static void put(ObjectNode json, String name, MessageAttributeValue value) {
    String text = value.stringValue();
    if (text == null) {
      return;
    }
    Double number = Doubles.tryParse(text);
    if (value.dataType().startsWith("String.Array")) {
      try {
        json.set(name, JsonCodec.JSON.readTree(text));
      } catch (JsonProcessingException notJson) {
        json.put(name, text);
      }
    } else if (value.dataType().startsWith("Number") && number != null) {
      json.put(name, number);
    } else {
      json.put(name, text);
    }
  }

  private boolean accepts(JsonNode json) {
    return !machine.rulesForJSONEvent(json).isEmpty();
  }
}
