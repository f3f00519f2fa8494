package dev.referee.events;

/**
 * Factory methods for checks of events and notifications.
 *
 * <p>All of them use the team's {@link dev.referee.aws.Account} in its Region, and follow every
 * page. The builders are not thread-safe; the checks are immutable and thread-safe.
 */
public final class EventsChecks {
  private EventsChecks() {}

  /**
   * Returns a builder of the check "When the event happens, the person is told".
   *
   * <p>It looks for any sound chain from the event to the person, and explains the best one that it
   * found: a rule on the default event bus whose pattern matches, judged by EventBridge's own
   * library over realistic events; for API calls a trail that logs them; a topic that EventBridge
   * may publish to; and a confirmed subscription. By default, the event is the start of an EC2
   * instance, and any confirmed e-mail address will do. The findings, in this order, and their
   * meaning:
   *
   * <ol>
   *   <li>{@code TrailMissing}, {@code TrailNotLogging}, {@code TrailWithoutManagementEvents}: the
   *       rule waits for an API call, and no trail logs such calls in this Region.
   *   <li>{@code RuleMissing}: no rule on the default event bus matches the event.
   *   <li>{@code RuleDisabled}: the rule that matches is disabled.
   *   <li>{@code RuleMatchesInPart}: it matches only some of the ways in which the event happens,
   *       for example launches by users, but not by Auto Scaling.
   *   <li>{@code RuleMatchesTooMuch}: it also matches other events; only if {@link
   *       ToldBuilder#onlyThis} is set.
   *   <li>{@code TargetMissing}: no target of the rule leads to an existing topic. A function or
   *       state machine as target makes the check inconclusive, because whom it tells cannot be
   *       seen.
   *   <li>{@code PublishNotAllowed}: neither the policy of the topic nor the role of the target
   *       allows EventBridge to publish.
   *   <li>{@code KeyNotUsable}: the topic is encrypted with a key that EventBridge may not use.
   *   <li>{@code SubscriptionMissing}, {@code SubscriptionPending}, {@code SubscriptionFiltersOut}:
   *       the person is not subscribed, has not confirmed, or a filter policy holds the message
   *       back.
   * </ol>
   *
   * <p>Whether a mail arrives in the end cannot be seen. {@code fixedAt} is unknown. A chain by a
   * state change takes five calls, one by an API call eight.
   *
   * <p>IAM actions: {@code cloudtrail:DescribeTrails}, {@code cloudtrail:GetEventSelectors}, {@code
   * cloudtrail:GetTrailStatus}, {@code events:DescribeEventBus}, {@code events:ListRules}, {@code
   * events:ListTargetsByRule}, {@code iam:GetPolicy}, {@code iam:GetPolicyVersion}, {@code
   * iam:GetRole}, {@code iam:GetRolePolicy}, {@code iam:ListAttachedRolePolicies}, {@code
   * iam:ListRolePolicies}, {@code kms:DescribeKey}, {@code kms:GetKeyPolicy}, {@code
   * sns:GetSubscriptionAttributes}, {@code sns:GetTopicAttributes}, {@code sns:ListSubscriptions}
   * and {@code sns:ListSubscriptionsByTopic}.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html">Troubleshooting
   *     Amazon EventBridge</a>
   */
  public static ToldBuilder told() {
    return new ToldBuilder();
  }
}
