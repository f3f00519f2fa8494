package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.AwsError;
import java.io.IOException;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * An event pattern, evaluated by the library that EventBridge itself uses. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html">
 *     Amazon EventBridge event patterns</a>
 */
final class EventPattern {
  private static final String RULE = "rule";

  private final String text;
  private final Machine machine = Machine.builder().build();

  private EventPattern(String text) throws IOException {
    this.text = text;
    machine.addRule(RULE, text);
  }

  /** Parses a pattern, or throws EventBridge's error. */
  static EventPattern parse(String text) {
    String problem = JsonRuleCompiler.check(text);
    if (problem != null) {
      throw malformed(problem);
    }
    try {
      return new EventPattern(text);
    } catch (IOException | RuntimeException refused) {
      throw malformed(String.valueOf(refused.getMessage()));
    }
  }

  private static AwsError malformed(String reason) {
    return new AwsError(
        400, "InvalidEventPatternException", "Event pattern is not valid. Reason: " + reason);
  }

  boolean matches(JsonNode event) {
    return !machine.rulesForJSONEvent(event).isEmpty();
  }

  @Override
  public String toString() {
    return text;
  }
}
