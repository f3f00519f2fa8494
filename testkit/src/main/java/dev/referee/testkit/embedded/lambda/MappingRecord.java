package dev.referee.testkit.embedded.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.event.ruler.Ruler;

/** An event source mapping: a queue whose messages a function gets. */
final class MappingRecord {
  static final String ENABLED = "Enabled";

  final String functionName;
  final Map<String, String> tags = new TreeMap<>();
  EventSourceMappingConfiguration configuration;

  MappingRecord(String functionName, EventSourceMappingConfiguration configuration) {
    this.functionName = functionName;
    this.configuration = configuration;
  }

  boolean isEnabled() {
    return ENABLED.equals(configuration.state());
  }

  void state(String state) {
    configuration = configuration.toBuilder().state(state).build();
  }

  void result(String result) {
    configuration = configuration.toBuilder().lastProcessingResult(result).build();
  }

  boolean reportsItemFailures() {
    return configuration
        .functionResponseTypes()
        .contains(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES);
  }

  /** Returns whether a filter lets a record through; without filters, all pass. */
  boolean passes(ObjectNode record) {
    if (configuration.filterCriteria() == null
        || configuration.filterCriteria().filters().isEmpty()) {
      return true;
    }
    ObjectNode filtered = record.deepCopy();
    filtered.set("body", bodyOf(record));
    for (Filter filter : configuration.filterCriteria().filters()) {
      try {
        if (Ruler.matchesRule(filtered.toString(), filter.pattern())) {
          return true;
        }
      } catch (Exception malformed) { // The library declares nothing narrower.
        throw new IllegalStateException("A filter was accepted that cannot be read", malformed);
      }
    }
    return false;
  }

  /** Returns the body of a record as JSON, if it is JSON. */
  private static JsonNode bodyOf(ObjectNode record) {
    try {
      return JsonCodec.JSON.readTree(record.path("body").asText());
    } catch (JsonProcessingException text) {
      return record.path("body");
    }
  }
}
