package dev.referee.testkit.embedded.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.ManualClock;
import dev.referee.testkit.embedded.Cloud;
import dev.referee.testkit.embedded.events.EventWorld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Tests what rules of EventBridge deliver to queues. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class QueueDeliveryTest {
  private static final String ARN = "arn:aws:sqs:us-east-1:222222222222:kept";
  private static final String RULE = "arn:aws:events:us-east-1:222222222222:rule/keep";

  private final Cloud cloud = new Cloud(ManualClock.at(Instant.parse("2026-01-01T00:00:00Z")));
  private final SqsClient sqs = client(SqsClient::builder);
  private final EventBridgeClient events = client(EventBridgeClient::builder);
  private final KmsClient kms = client(KmsClient::builder);
  private final String url = sqs.createQueue(r -> r.queueName("kept")).queueUrl();

  @AfterEach
  void stop() {
    cloud.stop();
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder) {
    B wired =
        builder
            .get()
            .endpointOverride(URI.create("http://localhost"))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(cloud.ownKey(EventWorld.ACCOUNT)));
    if (wired instanceof AwsSyncClientBuilder<?, ?> sync) {
      sync.httpClient(cloud.http());
    }
    return wired.build();
  }

  private void set(QueueAttributeName name, String value) {
    sqs.setQueueAttributes(r -> r.queueUrl(url).attributes(Map.of(name, value)));
  }

  private void allow(String service, String source) {
    set(
        QueueAttributeName.POLICY,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
         "Principal": {"Service": "%s"}, "Action": "sqs:SendMessage", "Resource": "%s",
         "Condition": {"ArnEquals": {"aws:SourceArn": "%s"},
          "StringEquals": {"aws:SourceAccount": "222222222222"}}}}
        """
            .formatted(service, ARN, source));
  }

  /** Puts an event that the rule matches, and returns what the queue got. */
  private List<String> delivered(String roleArn) {
    events.putRule(r -> r.name("keep").eventPattern("{\"source\": [\"game\"]}"));
    events.putTargets(
        r ->
            r.rule("keep")
                .targets(t -> t.id("1").arn(ARN).roleArn(roleArn).input("\"it happened\"")));
    events.putEvents(r -> r.entries(e -> e.source("game").detailType("Score").detail("{}")));
    return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages().stream()
        .map(Message::body)
        .toList();
  }

  private List<String> delivered() {
    return delivered(null);
  }

  @Test
  void needThePolicyOfTheQueue() {
    assertThat(delivered()).isEmpty();
    allow("sns.amazonaws.com", RULE);
    assertThat(delivered()).isEmpty();
    allow("events.amazonaws.com", RULE + "s");
    assertThat(delivered()).isEmpty();
    allow("events.amazonaws.com", RULE);
    assertThat(delivered()).containsExactly("\"it happened\"");
  }

  @Test
  void needThePolicyOfTheKey() {
    allow("events.amazonaws.com", RULE);
    set(QueueAttributeName.KMS_MASTER_KEY_ID, "alias/aws/sqs");
    assertThat(delivered()).isEmpty();
    String key = kms.createKey().keyMetadata().keyId();
    set(QueueAttributeName.KMS_MASTER_KEY_ID, key);
    assertThat(delivered()).isEmpty();
    kms.putKeyPolicy(
        r ->
            r.keyId(key)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [
                     {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::222222222222:root"},
                      "Action": "kms:*", "Resource": "*"},
                     {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                      "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*"}]}
                    """));
    assertThat(delivered()).hasSize(1);
    set(QueueAttributeName.KMS_MASTER_KEY_ID, "");
    set(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true");
    assertThat(delivered()).hasSize(1);
  }

  @Test
  void needOnlyTheRoleIfThereIsOne() {
    IamClient iam = client(IamClient::builder);
    String role =
        iam.createRole(
                r ->
                    r.roleName("rules")
                        .assumeRolePolicyDocument(
                            """
                            {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                             "Principal": {"Service": "events.amazonaws.com"},
                             "Action": "sts:AssumeRole"}}
                            """))
            .role()
            .arn();
    assertThat(delivered(role)).isEmpty();
    permit(iam, "sqs:SendMessage");
    assertThat(delivered(role)).hasSize(1);
    String key = kms.createKey().keyMetadata().arn();
    set(QueueAttributeName.KMS_MASTER_KEY_ID, key);
    assertThat(delivered(role)).isEmpty();
    permit(iam, "sqs:SendMessage\", \"kms:*");
    assertThat(delivered(role)).hasSize(1);
    set(
        QueueAttributeName.POLICY,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*",
         "Action": "sqs:*", "Resource": "%s",
         "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/rules"}}}}
        """
            .formatted(ARN));
    assertThat(delivered(role)).isEmpty();
  }

  private static void permit(IamClient iam, String actions) {
    iam.putRolePolicy(
        r ->
            r.roleName("rules")
                .policyName("send")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Action": ["%s"], "Resource": "*"}}
                    """
                        .formatted(actions)));
  }

  @Test
  void waitAsTheQueueSays() {
    allow("events.amazonaws.com", RULE);
    set(QueueAttributeName.DELAY_SECONDS, "10");
    assertThat(delivered()).isEmpty();
    cloud.clock().advance(Duration.ofSeconds(10));
    assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).hasSize(1);
  }

  @Test
  void areAllowedByAPolicyInAStack() {
    CloudFormationClient stacks = client(CloudFormationClient::builder);
    String template =
        """
        Resources:
          Dead:
            Type: AWS::SQS::Queue
          Queue:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: made
              VisibilityTimeout: %s
              RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
              Tags: [{Key: team, Value: red}]
          Policy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Queue]
              PolicyDocument:
                Statement:
                  - Effect: Allow
                    Principal: {Service: events.amazonaws.com}
                    Action: sqs:SendMessage
                    Resource: !GetAtt Queue.Arn
        """;
    stacks.createStack(r -> r.stackName("game").templateBody(template.formatted(60)));
    assertThat(
            stacks.describeStacks(r -> r.stackName("game")).stacks().get(0).stackStatusAsString())
        .isEqualTo("CREATE_COMPLETE");
    String made = sqs.getQueueUrl(r -> r.queueName("made")).queueUrl();
    assertThat(attributes(made))
        .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "60")
        .hasEntrySatisfying(
            QueueAttributeName.REDRIVE_POLICY, policy -> assertThat(policy).contains("game-Dead"))
        .hasEntrySatisfying(
            QueueAttributeName.POLICY,
            policy -> assertThat(policy).contains("events.amazonaws.com"));
    assertThat(sqs.listQueueTags(r -> r.queueUrl(made)).tags()).containsEntry("team", "red");

    stacks.updateStack(
        r ->
            r.stackName("game")
                .templateBody(template.formatted(90).replaceAll("(?m)^ *RedrivePolicy.*\n", "")));
    assertThat(attributes(made))
        .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "90")
        .doesNotContainKey(QueueAttributeName.REDRIVE_POLICY);

    stacks.deleteStack(r -> r.stackName("game"));
    assertThat(sqs.listQueues().queueUrls()).containsExactly(url);
  }

  private Map<QueueAttributeName, String> attributes(String queueUrl) {
    return sqs.getQueueAttributes(r -> r.queueUrl(queueUrl).attributeNames(QueueAttributeName.ALL))
        .attributes();
  }
}
