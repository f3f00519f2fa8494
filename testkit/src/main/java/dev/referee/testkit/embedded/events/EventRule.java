package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** A rule of an event bus, with its targets and the counts of its deliveries. */
final class EventRule {
  final String name;
  final String arn;
  final Map<String, Target> targets = new LinkedHashMap<>();
  final Map<String, String> tags = new LinkedHashMap<>();
  @Nullable EventPattern pattern;
  @Nullable String schedule;
  @Nullable String description;
  @Nullable String roleArn;
  RuleState state = RuleState.ENABLED;
  int matched;
  int invoked;
  int failed;
  String lastReason = "";

  EventRule(String name, String arn) {
    this.name = name;
    this.arn = arn;
  }

  /**
   * Returns whether an event starts the targets.
   *
   * @param event the event
   * @param managementRead whether it is a management event of CloudTrail that only reads
   */
  boolean matches(JsonNode event, boolean managementRead) {
    return listens(managementRead) && pattern != null && pattern.matches(event);
  }

  /** Returns whether its state and its pattern let it listen to events of a kind. */
  boolean listens(boolean managementRead) {
    return pattern != null
        && state != RuleState.DISABLED
        && (!managementRead || state == RuleState.ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS);
  }

  @Nullable String patternText() {
    return pattern == null ? null : pattern.toString();
  }
}
