package dev.referee.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * An event pattern of Amazon EventBridge, evaluated without AWS by the library that EventBridge
 * itself uses.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html">
 *     Amazon EventBridge event patterns</a>
 */
public final class EventPattern {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RULE = "rule";

  private final String pattern;
  private final Machine machine = Machine.builder().build();

  private EventPattern(String pattern) throws IOException {
    this.pattern = pattern;
    machine.addRule(RULE, pattern);
  }

  /**
   * Returns a pattern.
   *
   * @param pattern JSON, for example {@code {"source": ["aws.ec2"]}}
   * @throws IllegalArgumentException if EventBridge would refuse it; the message says why
   */
  public static EventPattern of(String pattern) {
    String problem = JsonRuleCompiler.check(pattern);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    try {
      return new EventPattern(pattern);
    } catch (IOException | RuntimeException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }

  /**
   * Returns whether an event matches.
   *
   * @param event JSON
   * @throws IllegalArgumentException if the event is not a JSON object
   */
  public boolean matches(String event) {
    try {
      JsonNode json = JSON.readTree(event);
      if (json == null || !json.isObject()) {
        throw new IllegalArgumentException("An event is a JSON object.");
      }
      return matches(json);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "The event is not JSON: " + malformed.getOriginalMessage(), malformed);
    }
  }

  boolean matches(JsonNode event) {
    return !machine.rulesForJSONEvent(event).isEmpty();
  }

  /** Returns the pattern as it was given. */
  @Override
  public String toString() {
    return pattern;
  }
}
