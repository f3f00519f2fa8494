package dev.referee.testkit.embedded.sns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.SentMessage;
import dev.referee.testkit.embedded.events.EventWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sns.model.Topic;

/** Tests SNS in the embedded account, and what arrives in the outbox. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class SnsTest {
  private static final String PLAYER = "player@example.com";

  private final ManualClock clock = ManualClock.at(Instant.parse("2026-01-01T00:00:00Z"));
  private final EmbeddedCloud cloud = EmbeddedCloud.start(clock);
  private final EmbeddedAccount account = cloud.account("222222222222");
  private final SnsClient sns = account.client(SnsClient::builder);
  private final EventBridgeClient events = account.client(EventBridgeClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private String topic(String name) {
    return sns.createTopic(r -> r.name(name)).topicArn();
  }

  private String subscribed(String topic, Map<String, String> attributes) {
    String arn =
        sns.subscribe(
                r ->
                    r.topicArn(topic)
                        .protocol("email")
                        .endpoint(PLAYER)
                        .attributes(attributes)
                        .returnSubscriptionArn(true))
            .subscriptionArn();
    account.confirmSubscriptions(PLAYER);
    return arn;
  }

  private List<String> mails() {
    return account.outbox().stream()
        .filter(mail -> !mail.subject().contains("Confirmation"))
        .map(SentMessage::body)
        .map(body -> body.replaceFirst("(?s)\n\n--.*", ""))
        .toList();
  }

  private void allow(String topic, String principal, String condition) {
    sns.setTopicAttributes(
        r ->
            r.topicArn(topic)
                .attributeName("Policy")
                .attributeValue(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                    "Principal":{"Service":"%s"},"Action":"sns:Publish","Resource":"%s"%s}]}\
                    """
                        .formatted(principal, topic, condition)));
  }

  private void rule(String topic) {
    events.putRule(r -> r.name("game").eventPattern("{\"source\":[\"game\"]}"));
    events.putTargets(r -> r.rule("game").targets(t -> t.id("topic").arn(topic)));
  }

  private void put() {
    events.putEvents(r -> r.entries(e -> e.source("game").detailType("Score").detail("{}")));
  }

  @Nested
  class Topics {
    @Test
    void areCreatedOnceAndListedInPages() {
      List<String> made = List.of(topic("a"), topic("b"), topic("c"));
      assertThat(topic("b")).isEqualTo(made.get(1));
      assertThat(
              EventWorld.refusal(
                  () -> sns.createTopic(r -> r.name("b").attributes(Map.of("DisplayName", "x")))))
          .isEqualTo(
              "InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with"
                  + " different attributes");
      account.pageSize(2);
      assertThat(sns.listTopicsPaginator().topics())
          .extracting(Topic::topicArn)
          .containsExactlyElementsOf(made);
    }

    @Test
    void haveTheDefaultPolicyUntilOneIsSet() {
      String topic = topic("a");
      GetTopicAttributesResponse shown = sns.getTopicAttributes(r -> r.topicArn(topic));
      assertThat(shown.attributes().get("Policy"))
          .contains("__default_statement_ID", "AWS:SourceOwner");
      assertThat(shown.attributes())
          .containsEntry("Owner", "222222222222")
          .containsEntry("SubscriptionsConfirmed", "0");
      allow(topic, "events.amazonaws.com", "");
      assertThat(sns.getTopicAttributes(r -> r.topicArn(topic)).attributes().get("Policy"))
          .contains("events.amazonaws.com")
          .doesNotContain("__default");
    }

    @Test
    void haveTags() {
      String topic = topic("a");
      sns.tagResource(r -> r.resourceArn(topic).tags(t -> t.key("team").value("red")));
      assertThat(sns.listTagsForResource(r -> r.resourceArn(topic)).tags())
          .singleElement()
          .satisfies(tag -> assertThat(tag.value()).isEqualTo("red"));
      sns.untagResource(r -> r.resourceArn(topic).tagKeys("team"));
      assertThat(sns.listTagsForResource(r -> r.resourceArn(topic)).tags()).isEmpty();
    }

    @Test
    void refuseWhatSnsRefuses() {
      String topic = topic("a");
      sns.deleteTopic(r -> r.topicArn(topic));
      sns.deleteTopic(r -> r.topicArn(topic));
      assertThat(EventWorld.refusal(() -> sns.getTopicAttributes(r -> r.topicArn(topic))))
          .isEqualTo("NotFound: Topic does not exist");
      assertThat(EventWorld.refusal(() -> sns.createTopic(r -> r.name("a b"))))
          .isEqualTo("InvalidParameter: Invalid parameter: Topic Name");
      String again = topic("a");
      assertThat(
              EventWorld.refusal(
                  () ->
                      sns.setTopicAttributes(
                          r ->
                              r.topicArn(again)
                                  .attributeName("Policy")
                                  .attributeValue(
                                      """
                                      {"Statement":[{"Effect":"Allow","Principal":"*",\
                                      "Action":"sqs:SendMessage","Resource":"*"}]}\
                                      """))))
          .isEqualTo(
              "InvalidParameter: Invalid parameter: Policy statement action out of service scope!");
    }
  }

  @Nested
  class Subscriptions {
    @Test
    void getMailOnlyOnceConfirmed() {
      String topic = topic("told");
      String arn =
          sns.subscribe(r -> r.topicArn(topic).protocol("email").endpoint(PLAYER))
              .subscriptionArn();
      assertThat(arn).isEqualTo("pending confirmation");
      sns.publish(r -> r.topicArn(topic).message("too early"));
      assertThat(sns.listSubscriptionsByTopic(r -> r.topicArn(topic)).subscriptions())
          .extracting(Subscription::subscriptionArn)
          .containsExactly("PendingConfirmation");
      SentMessage asked = account.outbox().get(0);
      assertThat(asked.recipient()).isEqualTo(PLAYER);
      String token = asked.body().replaceFirst("(?s).*Token=(\\w+)&.*", "$1");
      String confirmed =
          sns.confirmSubscription(r -> r.topicArn(topic).token(token)).subscriptionArn();
      sns.publish(r -> r.topicArn(topic).subject("Hello").message("in time"));
      assertThat(mails()).containsExactly("in time");
      assertThat(account.outbox().get(1).subject()).isEqualTo("Hello");
      assertThat(sns.getSubscriptionAttributes(r -> r.subscriptionArn(confirmed)).attributes())
          .containsEntry("PendingConfirmation", "false")
          .containsEntry("Endpoint", PLAYER);
    }

    @Test
    void areDeletedUnlessConfirmedInTwoDays() {
      String topic = topic("told");
      sns.subscribe(r -> r.topicArn(topic).protocol("email").endpoint(PLAYER));
      clock.advance(Duration.ofHours(49));
      assertThat(account.confirmSubscriptions(PLAYER)).isZero();
      assertThat(sns.listSubscriptions().subscriptions()).isEmpty();
    }

    @Test
    void endByTheLinkInAMail() {
      String topic = topic("told");
      subscribed(topic, Map.of());
      assertThat(account.unsubscribe(PLAYER)).isEqualTo(1);
      sns.publish(r -> r.topicArn(topic).message("nobody"));
      assertThat(mails()).isEmpty();
      assertThat(sns.getTopicAttributes(r -> r.topicArn(topic)).attributes())
          .containsEntry("SubscriptionsDeleted", "1");
    }

    @ParameterizedTest
    @CsvSource({
      "email, nobody, Email address",
      "sqs, queue, SQS endpoint ARN",
      "lambda, f, Lambda endpoint ARN",
      "https, http://example.com, Endpoint must match the specified protocol",
      "fax, 1, Does not support this protocol string: fax",
    })
    void refuseEndpointsOfAnotherForm(String protocol, String endpoint, String reason) {
      String topic = topic("told");
      assertThat(
              EventWorld.refusal(
                  () ->
                      sns.subscribe(r -> r.topicArn(topic).protocol(protocol).endpoint(endpoint))))
          .isEqualTo("InvalidParameter: Invalid parameter: " + reason);
    }
  }

  @Nested
  class Filters {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "MessageBody       | {\"source\":[\"game\"]}              | true",
          "MessageBody       | {\"detail-type\":[{\"prefix\":\"S\"}]} | true",
          "MessageBody       | {\"source\":[\"aws.ec2\"]}           | false",
          "MessageAttributes | {\"source\":[\"game\"]}              | false",
          "MessageAttributes | {\"source\":[{\"exists\":false}]}    | true",
          "MessageAttributes | {}                                   | true",
        })
    void decideOnEvents(String scope, String policy, boolean delivered) {
      String topic = topic("told");
      allow(topic, "events.amazonaws.com", "");
      rule(topic);
      subscribed(topic, Map.of("FilterPolicy", policy, "FilterPolicyScope", scope));
      put();
      assertThat(mails()).hasSize(delivered ? 1 : 0);
    }

    @Test
    void decideOnAttributes() {
      String topic = topic("told");
      subscribed(topic, Map.of("FilterPolicy", "{\"score\":[{\"numeric\":[\">\",10]}]}"));
      sns.publish(r -> r.topicArn(topic).message("low").messageAttributes(score("9")));
      sns.publish(r -> r.topicArn(topic).message("high").messageAttributes(score("11")));
      sns.publish(r -> r.topicArn(topic).message("none"));
      assertThat(mails()).containsExactly("high");
    }

    private Map<String, MessageAttributeValue> score(String value) {
      return Map.of(
          "score", MessageAttributeValue.builder().dataType("Number").stringValue(value).build());
    }

    @Test
    void areRefusedIfMalformed() {
      String topic = topic("told");
      assertThat(
              EventWorld.refusal(
                  () -> subscribed(topic, Map.of("FilterPolicy", "{\"source\":\"game\"}"))))
          .startsWith("InvalidParameter: Invalid parameter: FilterPolicy: ");
    }
  }

  @Nested
  class Events {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "events.amazonaws.com | '' | true",
          "s3.amazonaws.com     | '' | false",
          "events.amazonaws.com | ,\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":"
              + "\"arn:aws:events:us-east-1:222222222222:rule/game\"}} | true",
          "events.amazonaws.com | ,\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":"
              + "\"arn:aws:events:us-east-1:222222222222:rule/other\"}} | false",
        })
    void arriveAsThePolicySays(String principal, String condition, boolean delivered) {
      String topic = topic("told");
      rule(topic);
      subscribed(topic, Map.of());
      put();
      assertThat(mails()).as("with the default policy").isEmpty();
      allow(topic, principal, condition);
      put();
      assertThat(mails()).hasSize(delivered ? 1 : 0);
    }

    @Test
    void arriveAtAnEncryptedTopicIfTheKeyAllowsIt() {
      KmsClient kms = account.client(KmsClient::builder);
      String key = kms.createKey().keyMetadata().keyId();
      String topic = topic("told");
      rule(topic);
      subscribed(topic, Map.of());
      allow(topic, "events.amazonaws.com", "");
      encrypt(topic, "alias/aws/sns");
      put();
      encrypt(topic, key);
      put();
      assertThat(mails()).isEmpty();
      kms.putKeyPolicy(
          r ->
              r.keyId(key)
                  .policyName("default")
                  .policy(
                      """
                      {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                      "Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"kms:*",\
                      "Resource":"*"},{"Effect":"Allow",\
                      "Principal":{"Service":"events.amazonaws.com"},\
                      "Action":["kms:GenerateDataKey*","kms:Decrypt"],"Resource":"*"}]}\
                      """));
      put();
      assertThat(mails()).hasSize(1);
    }

    private void encrypt(String topic, String key) {
      sns.setTopicAttributes(
          r -> r.topicArn(topic).attributeName("KmsMasterKeyId").attributeValue(key));
    }
  }

  @Test
  void stacksHaveTopics() {
    CloudFormationClient stacks = account.client(CloudFormationClient::builder);
    stacks.createStack(
        r ->
            r.stackName("mail")
                .templateBody(
                    """
                    Resources:
                      Told:
                        Type: AWS::SNS::Topic
                        Properties:
                          Subscription:
                            - Protocol: email
                              Endpoint: player@example.com
                      Policy:
                        Type: AWS::SNS::TopicPolicy
                        Properties:
                          Topics: [!Ref Told]
                          PolicyDocument:
                            Version: '2012-10-17'
                            Statement:
                              - Effect: Allow
                                Principal: {Service: events.amazonaws.com}
                                Action: sns:Publish
                                Resource: !Ref Told
                      Rule:
                        Type: AWS::Events::Rule
                        Properties:
                          EventPattern: {source: [game]}
                          Targets: [{Id: topic, Arn: !Ref Told}]
                    """));
    account.confirmSubscriptions(PLAYER);
    put();
    assertThat(mails()).hasSize(1);
    stacks.deleteStack(r -> r.stackName("mail"));
    assertThat(sns.listTopics().topics()).isEmpty();
  }
}
