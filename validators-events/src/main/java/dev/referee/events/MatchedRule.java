package dev.referee.events;

import com.google.common.collect.ImmutableList;
import dev.referee.events.AwaitedEvent.Form;
import software.amazon.awssdk.services.eventbridge.model.Rule;

/**
 * A rule whose pattern matches an awaited event.
 *
 * @param rule the rule
 * @param form the form of the event that it matches best
 * @param matched the samples of that form that it matches
 * @param tooMuch other events that it matches
 */
record MatchedRule(
    Rule rule, Form form, ImmutableList<SampleEvent> matched, ImmutableList<SampleEvent> tooMuch) {

  boolean isComplete() {
    return matched.size() == form.samples().size();
  }

  boolean isEnabled() {
    return !"DISABLED".equals(rule.stateAsString());
  }
}
