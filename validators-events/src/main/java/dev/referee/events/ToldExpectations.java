package dev.referee.events;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link Told}, in the order in which to fix them. */
final class ToldExpectations {
  static final Expectation TRAIL =
      Expectation.of("TrailMissing", "audit log", "A trail covers this Region");
  static final Expectation LOGGING =
      Expectation.of("TrailNotLogging", "audit log", "The trail is logging");
  static final Expectation MANAGEMENT_EVENTS =
      Expectation.of(
          "TrailWithoutManagementEvents",
          "audit log",
          "The trail logs management events that write");
  static final Expectation RULE =
      Expectation.of("RuleMissing", "event rule", "A rule on the event bus matches the event");
  static final Expectation ENABLED =
      Expectation.of("RuleDisabled", "event rule", "The rule is enabled");
  static final Expectation COMPLETE =
      Expectation.of("RuleMatchesInPart", "event rule", "The rule matches the event in every form");
  static final Expectation EXACT =
      Expectation.of("RuleMatchesTooMuch", "event rule", "The rule matches no other events");
  static final Expectation TARGET =
      Expectation.of("TargetMissing", "rule target", "A target of the rule leads to a topic");
  static final Expectation PUBLISH =
      Expectation.of(
          "PublishNotAllowed", "topic permissions", "EventBridge may deliver to the target");
  static final Expectation KEY =
      Expectation.of(
          "KeyNotUsable", "topic encryption", "EventBridge may use the key of the topic");
  static final Expectation SUBSCRIPTION =
      Expectation.of("SubscriptionMissing", "subscription", "The person has subscribed");
  static final Expectation CONFIRMED =
      Expectation.of("SubscriptionPending", "subscription", "The subscription is confirmed");
  static final Expectation UNFILTERED =
      Expectation.of(
          "SubscriptionFiltersOut", "subscription", "The filter policy lets the message through");

  private ToldExpectations() {}

  static ImmutableList<Expectation> all(boolean exact) {
    ImmutableList.Builder<Expectation> all = ImmutableList.builder();
    all.add(TRAIL, LOGGING, MANAGEMENT_EVENTS, RULE, ENABLED, COMPLETE);
    if (exact) {
      all.add(EXACT);
    }
    return all.add(TARGET, PUBLISH, KEY, SUBSCRIPTION, CONFIRMED, UNFILTERED).build();
  }
}
