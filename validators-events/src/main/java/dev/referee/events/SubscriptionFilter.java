package dev.referee.events;

/**
 * A filter policy of a subscription. Its operators are those of event patterns.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html">Amazon SNS
 *     message filtering</a>
 */
final class SubscriptionFilter {
  private SubscriptionFilter() {}

  /**
   * Returns whether a policy lets a message of EventBridge through, which has no attributes.
   *
   * @param byBody whether the policy filters by the body of messages, not by their attributes
   */
  static boolean accepts(String policy, boolean byBody, String message) {
    if (policy.replaceAll("\\s", "").equals("{}")) {
      return true;
    }
    try {
      return EventPattern.of(policy).matches(byBody ? message : "{}");
    } catch (IllegalArgumentException notJson) {
      return false;
    }
  }
}
