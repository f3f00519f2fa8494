package dev.referee.events;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** An evaluator of where the targets of a rule lead: to topics, also over other buses. */
final class TargetStep {
  static final Permissions READS =
      Permissions.ofReads("events:DescribeEventBus", "events:ListTargetsByRule")
          .and(TopicStep.READS);

  /** The services whose targets may tell a person in a way that cannot be seen from outside. */
  private static final Set<String> OPAQUE =
      Set.of("lambda", "states", "ecs", "batch", "codebuild", "codepipeline", "ssm", "kinesis");

  private static final int MOST_BUSES = 5;

  private final Account account;
  private final EventBridgeClient events;
  private final RuleStep rules;
  private final TopicStep topics;

  TargetStep(Account account, RuleStep rules, Recipient recipient) {
    this.account = account;
    this.events = account.client(EventBridgeClient::builder);
    this.rules = rules;
    this.topics = new TopicStep(account, recipient);
  }

  /** Returns the findings about the best target of a rule. */
  ImmutableList<Finding> judge(MatchedRule matched, String bus) {
    return judge(matched, bus, 1);
  }

  private ImmutableList<Finding> judge(MatchedRule matched, String bus, int buses) {
    Rule rule = matched.rule();
    List<Target> targets = targets(rule, bus);
    List<ImmutableList<Finding>> alternatives = new ArrayList<>();
    for (Target target : targets) {
      ImmutableList<Finding> findings =
          switch (Arns.service(target.arn())) {
            case "sns" ->
                Alternatives.orUnknown(
                    ToldExpectations.TARGET,
                    () -> topics.judge(rule, target, matched.matched().get(0)));
            case "events" ->
                isOpaque(rule, target) || buses == MOST_BUSES
                    ? ImmutableList.of()
                    : forwarded(rule, target, buses);
            default -> ImmutableList.of();
          };
      if (!findings.isEmpty() && findings.stream().allMatch(Finding::isSatisfied)) {
        return findings;
      }
      if (!findings.isEmpty()) {
        alternatives.add(findings);
      }
    }
    List<Target> opaque = targets.stream().filter(target -> isOpaque(rule, target)).toList();
    if (!opaque.isEmpty()) {
      alternatives.add(ImmutableList.of(unseen(rule, opaque.get(0))));
    }
    return alternatives.isEmpty()
        ? ImmutableList.of(missing(rule, targets))
        : Alternatives.best(alternatives);
  }

  /** Returns whether a target may tell a person, and it cannot be seen here whether it does. */
  private static boolean isOpaque(Rule rule, Target target) {
    String arn = target.arn();
    return Arns.service(arn).equals("events")
        ? !arn.contains(":event-bus/")
            || !Arns.region(arn).equals(Arns.region(rule.arn()))
            || !Arns.account(arn).equals(Arns.account(rule.arn()))
        : OPAQUE.contains(Arns.service(arn));
  }

  private ImmutableList<Finding> forwarded(Rule rule, Target target, int buses) {
    Finding allowed =
        ToldExpectations.PUBLISH.evaluate(() -> new BusAccess(account).judge(rule, target));
    if (!allowed.isSatisfied()) {
      return ImmutableList.of(
          ToldExpectations.TARGET
              .satisfied()
              .subject(target.arn())
              .seen("The rule %s forwards to %s.".formatted(rule.name(), target.arn()))
              .build(),
          allowed);
    }
    List<ImmutableList<Finding>> alternatives = new ArrayList<>();
    for (MatchedRule next : rules.matched(rules.rules(target.arn()))) {
      if (next.isEnabled() && next.isComplete()) {
        alternatives.add(judge(next, target.arn(), buses + 1));
      }
    }
    return alternatives.isEmpty() ? ImmutableList.of() : Alternatives.best(alternatives);
  }

  private List<Target> targets(Rule rule, String bus) {
    List<Target> targets = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListTargetsByRuleResponse page =
          AwsLookups.succeeded(
              () ->
                  events.listTargetsByRule(
                      r -> r.rule(rule.name()).eventBusName(bus).nextToken(from)));
      if (!page.hasTargets()) {
        throw AnswerReader.unreadable("ListTargetsByRule", "lacks the Targets");
      }
      page.targets().stream()
          .map(target -> AnswerReader.complete("ListTargetsByRule", target, "Id", "Arn"))
          .forEach(targets::add);
      token = page.nextToken();
    } while (token != null);
    return targets;
  }

  private static Finding missing(Rule rule, List<Target> targets) {
    String seen =
        targets.isEmpty()
            ? "The rule %s has no target.".formatted(rule.name())
            : "No target of the rule %s leads to a topic: %s."
                .formatted(
                    rule.name(),
                    targets.stream().map(Target::arn).collect(Collectors.joining(", ")));
    return ToldExpectations.TARGET
        .unsatisfied()
        .subject(rule.name())
        .expected("a topic of Amazon SNS as a target")
        .seen(seen)
        .remedy("Add a topic of Amazon SNS as a target of the rule %s.".formatted(rule.name()))
        .build();
  }

  private static Finding unseen(Rule rule, Target target) {
    return ToldExpectations.TARGET
        .unknown(Cause.MISCONFIGURED)
        .subject(target.arn())
        .expected("a topic of Amazon SNS as a target")
        .seen(
            "The rule %s has %s as a target, and Referee cannot see whom it tells."
                .formatted(rule.name(), target.arn()))
        .remedy("Add a topic of Amazon SNS as a target, or let an organiser judge this one.")
        .build();
  }
}
