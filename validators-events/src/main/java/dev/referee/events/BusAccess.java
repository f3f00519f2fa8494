package dev.referee.events;

import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.aws.Account;
import dev.referee.aws.AwsLookups;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.iam.Policy;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** An evaluator of whether a rule may forward events to another bus. */
final class BusAccess {
  private static final String ACTION = "events:PutEvents";

  private final Account account;
  private final EventBridgeClient events;

  BusAccess(Account account) {
    this.account = account;
    this.events = account.client(EventBridgeClient::builder);
  }

  Finding judge(Rule rule, Target target) {
    String bus = target.arn();
    Optional<DescribeEventBusResponse> found =
        AwsLookups.foundOrInconclusive(() -> events.describeEventBus(r -> r.name(bus)));
    if (found.isEmpty()) {
      return refused(rule, bus, "The event bus %s does not exist.".formatted(bus));
    }
    Optional<Policy> policy =
        Optional.ofNullable(found.get().policy())
            .map(document -> Policy.of("the policy of the bus", document));
    if (target.roleArn() != null) {
      return new TargetRole(account, target.roleArn(), rule).delivers(ACTION, bus, policy);
    }
    Access.Builder access = TopicStep.eventBridge(rule);
    policy.ifPresent(access::resource);
    Decision decision = access.build().to(ACTION, bus);
    if (decision instanceof Decision.Allowed) {
      return ToldExpectations.PUBLISH
          .satisfied()
          .subject(bus)
          .seen("The policy of the bus allows it.")
          .build();
    }
    return decision instanceof Decision.CannotKnow
        ? ToldExpectations.PUBLISH
            .unknown(Cause.MISCONFIGURED)
            .subject(bus)
            .seen("Referee cannot tell whether %s may forward to %s.".formatted(rule.name(), bus))
            .organiserFact("policy", decision.explanation())
            .build()
        : refused(rule, bus, "The policy of the bus does not allow it.");
  }

  private static Finding refused(Rule rule, String bus, String seen) {
    return ToldExpectations.PUBLISH
        .unsatisfied()
        .subject(bus)
        .expected("a rule that may forward to its target")
        .seen("The rule %s forwards to %s. %s".formatted(rule.name(), bus, seen))
        .remedy(
            "Give the target a role that may put events on the bus, or let the rule have the topic"
                + " as a target itself.")
        .build();
  }
}
