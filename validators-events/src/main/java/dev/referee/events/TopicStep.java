package dev.referee.events;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.iam.Policy;
import dev.referee.iam.Principal;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * An evaluator of whether what a rule matches is published to a topic, and reaches the person.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html">Using
 *     resource-based policies for Amazon EventBridge</a>
 */
final class TopicStep {
  static final Permissions READS =
      TargetRole.READS
          .and(TopicKey.READS)
          .and(SubscriptionStep.READS)
          .and(Permissions.ofReads("sns:GetTopicAttributes"));

  static final String EVENTBRIDGE = "events.amazonaws.com";
  private static final String DOCUMENTATION =
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html";

  private final Account account;
  private final SnsClient sns;
  private final SubscriptionStep subscriptions;

  TopicStep(Account account, Recipient recipient) {
    this.account = account;
    this.sns = account.client(SnsClient::builder);
    this.subscriptions = new SubscriptionStep(account, recipient);
  }

  /** Returns the findings from the target to the person. */
  ImmutableList<Finding> judge(Rule rule, Target target, SampleEvent event) {
    Optional<Map<String, String>> attributes = attributes(target.arn());
    if (attributes.isEmpty()) {
      return ImmutableList.of(missing(rule, target));
    }
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(
        ToldExpectations.TARGET
            .satisfied()
            .subject(target.arn())
            .seen("The rule %s has the topic %s as a target.".formatted(rule.name(), target.arn()))
            .build());
    String policy = attributes.get().get("Policy");
    if (policy == null) {
      throw AnswerReader.unreadable("GetTopicAttributes", "lacks the Policy");
    }
    String key = attributes.get().getOrDefault("KmsMasterKeyId", "");
    Policy document = Policy.of("the policy of the topic", policy);
    TopicKey encryption = new TopicKey(account, target.arn(), key);
    if (target.roleArn() != null) {
      TargetRole role = new TargetRole(account, target.roleArn(), rule);
      findings.add(
          ToldExpectations.PUBLISH.evaluate(
              () -> role.delivers("sns:Publish", target.arn(), Optional.of(document))),
          ToldExpectations.KEY.evaluate(() -> encryption.usableBy(role)));
    } else {
      findings.add(
          ToldExpectations.PUBLISH.evaluate(() -> publishes(rule, target, document)),
          ToldExpectations.KEY.evaluate(() -> encryption.usableByEventBridge(rule)));
    }
    return findings
        .addAll(subscriptions.judge(target.arn(), TargetMessage.of(target, event.json())))
        .build();
  }

  private Optional<Map<String, String>> attributes(String topic) {
    return AwsLookups.foundOrInconclusive(() -> sns.getTopicAttributes(r -> r.topicArn(topic)))
        .map(
            response -> {
              if (!response.hasAttributes()) {
                throw AnswerReader.unreadable("GetTopicAttributes", "lacks the Attributes");
              }
              return response.attributes();
            });
  }

  private static Finding missing(Rule rule, Target target) {
    return ToldExpectations.TARGET
        .unsatisfied()
        .subject(target.arn())
        .expected("a target that exists")
        .seen("The topic %s does not exist.".formatted(target.arn()))
        .remedy(
            "Create the topic again, or choose an existing topic as the target of the rule %s."
                .formatted(rule.name()))
        .build();
  }

  private Finding publishes(Rule rule, Target target, Policy policy) {
    Decision decision =
        eventBridge(rule)
            .resource(policy)
            .absent("aws:SourceOwner")
            .build()
            .to("sns:Publish", target.arn());
    if (decision instanceof Decision.Allowed) {
      Finding.Builder finding =
          ToldExpectations.PUBLISH
              .satisfied()
              .subject(target.arn())
              .seen("The policy of the topic allows EventBridge to publish.");
      if (isOpen(policy, target.arn())) {
        finding.fact("too open", "The policy of the topic allows everybody to publish.");
      }
      return finding.organiserFact("policy", decision.explanation()).build();
    }
    if (decision instanceof Decision.CannotKnow) {
      return ToldExpectations.PUBLISH
          .unknown(Cause.MISCONFIGURED)
          .subject(target.arn())
          .seen(
              "Referee cannot tell whether the policy of the topic allows EventBridge to publish.")
          .organiserFact("policy", decision.explanation())
          .build();
    }
    return ToldExpectations.PUBLISH
        .unsatisfied()
        .subject(target.arn())
        .expected("a topic policy that allows sns:Publish for " + EVENTBRIDGE)
        .seen(
            "The policy of the topic %s does not allow EventBridge to publish for the rule %s."
                .formatted(target.arn(), rule.name()))
        .remedy(
            "Allow sns:Publish for the service %s in the policy of the topic, or give the target a"
                    .formatted(EVENTBRIDGE)
                + " role that may publish.")
        .organiserFact("policy", decision.explanation())
        .source(DOCUMENTATION)
        .build();
  }

  /** Returns the access of EventBridge when it delivers for a rule. */
  static Access.Builder eventBridge(Rule rule) {
    return Access.of(Principal.service(EVENTBRIDGE))
        .known("aws:SourceArn", rule.arn())
        .known("aws:SourceAccount", Arns.account(rule.arn()))
        .known("aws:SecureTransport", "true")
        .absent(
            "aws:PrincipalAccount",
            "aws:PrincipalArn",
            "aws:PrincipalOrgID",
            "aws:SourceVpce",
            "aws:SourceVpc",
            "aws:SourceIp");
  }

  /** Returns whether anybody of another account may publish. */
  private static boolean isOpen(Policy policy, String topic) {
    return Access.of(Principal.user("arn:aws:iam::000000000000:user/anybody"))
            .identity(
                Policy.of(
                    "all",
                    "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"))
            .resource(policy)
            .absent("aws:SourceArn", "aws:SourceAccount", "aws:SourceOwner", "aws:PrincipalOrgID")
            .build()
            .to("sns:Publish", topic)
        instanceof Decision.Allowed;
  }
}
