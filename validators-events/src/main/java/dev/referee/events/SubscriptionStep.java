package dev.referee.events;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.spi.Facts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Subscription;

/**
 * An evaluator of whether a person gets the messages of a topic.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html">Setting up
 *     email notifications with Amazon SNS</a>
 */
final class SubscriptionStep {
  static final Permissions READS =
      Permissions.ofReads(
          "sns:GetSubscriptionAttributes", "sns:ListSubscriptions", "sns:ListSubscriptionsByTopic");

  private static final String PENDING = "PendingConfirmation";
  private static final String DELETED = "Deleted";

  private final SnsClient sns;
  private final Recipient recipient;

  SubscriptionStep(Account account, Recipient recipient) {
    this.sns = account.client(SnsClient::builder);
    this.recipient = recipient;
  }

  /** Returns the findings about the subscriptions of a topic. */
  ImmutableList<Finding> judge(String topic, String message) {
    return Alternatives.orUnknown(
        ToldExpectations.SUBSCRIPTION, () -> judge(topic, ofTopic(topic), message));
  }

  private ImmutableList<Finding> judge(String topic, List<Subscription> all, String message) {
    List<Subscription> theirs = all.stream().filter(recipient::isReachedBy).toList();
    List<Subscription> there = theirs.stream().filter(one -> !is(one, DELETED)).toList();
    if (there.isEmpty()) {
      return ImmutableList.of(missing(topic, all, theirs));
    }
    List<Subscription> confirmed = there.stream().filter(one -> !is(one, PENDING)).toList();
    Finding subscribed =
        ToldExpectations.SUBSCRIPTION
            .satisfied()
            .subject(topic)
            .seen("The topic has %s.".formatted(recipient.subscription()))
            .build();
    if (confirmed.isEmpty()) {
      return ImmutableList.of(subscribed, pending(topic, there.get(0)));
    }
    return ImmutableList.of(
        subscribed,
        ToldExpectations.CONFIRMED
            .satisfied()
            .subject(topic)
            .seen("The subscription of %s is confirmed.".formatted(confirmed.get(0).endpoint()))
            .build(),
        ToldExpectations.UNFILTERED.evaluate(() -> filter(topic, confirmed, message)));
  }

  /** Returns the findings about the subscriptions of any topic, if no rule leads to one. */
  ImmutableList<Finding> judgeAny() {
    List<Subscription> theirs =
        sns.listSubscriptionsPaginator(r -> {}).stream()
            .flatMap(
                page -> {
                  if (!page.hasSubscriptions()) {
                    throw AnswerReader.unreadable("ListSubscriptions", "lacks Subscriptions");
                  }
                  return page.subscriptions().stream();
                })
            .map(one -> complete("ListSubscriptions", one))
            .filter(recipient::isReachedBy)
            .filter(one -> !is(one, DELETED))
            .toList();
    if (theirs.isEmpty()) {
      return ImmutableList.of(
          ToldExpectations.SUBSCRIPTION
              .unsatisfied()
              .expected(recipient.subscription())
              .seen("No topic has %s.".formatted(recipient.subscription()))
              .remedy("Create a topic with %s.".formatted(recipient.subscription()))
              .build());
    }
    Optional<Subscription> confirmed = theirs.stream().filter(one -> !is(one, PENDING)).findFirst();
    Subscription shown = confirmed.orElse(theirs.get(0));
    Finding there =
        ToldExpectations.SUBSCRIPTION
            .satisfied()
            .subject(shown.topicArn())
            .seen("The topic %s has %s.".formatted(shown.topicArn(), recipient.subscription()))
            .build();
    return confirmed.isEmpty()
        ? ImmutableList.of(there, pending(shown.topicArn(), shown))
        : ImmutableList.of(
            there,
            ToldExpectations.CONFIRMED
                .satisfied()
                .subject(shown.topicArn())
                .seen("The subscription of %s is confirmed.".formatted(shown.endpoint()))
                .build());
  }

  private List<Subscription> ofTopic(String topic) {
    return AwsLookups.succeeded(
        () ->
            sns.listSubscriptionsByTopicPaginator(r -> r.topicArn(topic)).stream()
                .flatMap(
                    page -> {
                      if (!page.hasSubscriptions()) {
                        throw AnswerReader.unreadable(
                            "ListSubscriptionsByTopic", "lacks Subscriptions");
                      }
                      return page.subscriptions().stream();
                    })
                .map(one -> complete("ListSubscriptionsByTopic", one))
                .toList());
  }

  private static Subscription complete(String operation, Subscription one) {
    return AnswerReader.complete(
        operation, one, "SubscriptionArn", "Protocol", "Endpoint", "TopicArn");
  }

  private static boolean is(Subscription subscription, String state) {
    return subscription.subscriptionArn().equals(state);
  }

  private Finding missing(String topic, List<Subscription> all, List<Subscription> deleted) {
    Finding.Builder finding =
        ToldExpectations.SUBSCRIPTION
            .unsatisfied()
            .subject(topic)
            .expected(recipient.subscription())
            .seen(
                deleted.isEmpty()
                    ? "The topic %s does not have %s.".formatted(topic, recipient.subscription())
                    : "%s has unsubscribed from the topic %s."
                        .formatted(deleted.get(0).endpoint(), topic))
            .remedy("Add %s to the topic, and confirm it.".formatted(recipient.subscription()));
    Facts.add(
        finding,
        all,
        one -> one.protocol() + " " + one.endpoint(),
        one -> "is subscribed, but is not " + recipient.subscription());
    return finding.build();
  }

  private static Finding pending(String topic, Subscription waiting) {
    return ToldExpectations.CONFIRMED
        .unsatisfied()
        .subject(topic)
        .expected("a confirmed subscription")
        .seen("The subscription of %s is not confirmed yet.".formatted(waiting.endpoint()))
        .remedy(
            waiting.protocol().startsWith("email")
                ? "Open the e-mail from AWS Notifications in the mailbox of %s, and choose Confirm"
                        .formatted(waiting.endpoint())
                    + " subscription. If it is older than two days, subscribe again."
                : "Confirm the subscription with the token that SNS sent to %s."
                    .formatted(waiting.endpoint()))
        .source("https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html")
        .build();
  }

  private Finding filter(String topic, List<Subscription> confirmed, String message) {
    String last = "";
    for (Subscription one : confirmed) {
      Map<String, String> attributes =
          AwsLookups.succeeded(
              () -> {
                var response =
                    sns.getSubscriptionAttributes(r -> r.subscriptionArn(one.subscriptionArn()));
                if (!response.hasAttributes()) {
                  throw AnswerReader.unreadable("GetSubscriptionAttributes", "lacks Attributes");
                }
                return response.attributes();
              });
      String policy = attributes.getOrDefault("FilterPolicy", "");
      boolean byBody = "MessageBody".equals(attributes.get("FilterPolicyScope"));
      if (policy.isEmpty() || SubscriptionFilter.accepts(policy, byBody, message)) {
        return ToldExpectations.UNFILTERED
            .satisfied()
            .subject(topic)
            .seen(
                policy.isEmpty()
                    ? "The subscription of %s has no filter policy.".formatted(one.endpoint())
                    : "The filter policy of %s lets the message through.".formatted(one.endpoint()))
            .build();
      }
      last =
          byBody
              ? "The filter policy of %s does not match the message.".formatted(one.endpoint())
              : "The filter policy of %s asks for message attributes, and messages of EventBridge have none."
                  .formatted(one.endpoint());
    }
    return ToldExpectations.UNFILTERED
        .unsatisfied()
        .subject(topic)
        .expected("a subscription without a filter policy, or with one that matches")
        .seen(last)
        .remedy("Remove the filter policy of the subscription, or let it match the message body.")
        .source("https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html")
        .build();
  }
}
