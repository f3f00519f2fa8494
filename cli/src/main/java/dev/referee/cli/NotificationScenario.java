package dev.referee.cli;

import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.SentMessage;
import java.time.Duration;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sns.SnsClient;

/** A scenario of an e-mail that is sent when an instance starts, built as players do. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
final class NotificationScenario {
  private static final String RULE = "instance-starts";
  private static final String TOPIC = "operators";
  private static final String TRAIL = "management-events";

  /** Image ids of the embedded account stay the same, as those of AWS in a Region. */
  private static final String IMAGE = "ami-0a232023c0de1f00d";

  private static final int SHOWN = 90;

  private final EmbeddedSandbox sandbox;
  private final String address;
  private final CloudTrailClient trails;
  private final EventBridgeClient events;
  private final SnsClient sns;
  private String topicArn = "";

  NotificationScenario(EmbeddedSandbox sandbox, String address) {
    this.sandbox = sandbox;
    this.address = address;
    this.trails = sandbox.client(CloudTrailClient::builder);
    this.events = sandbox.client(EventBridgeClient::builder);
    this.sns = sandbox.client(SnsClient::builder);
  }

  /** Creates a topic to which the address is subscribed; the request to confirm is sent. */
  NotificationScenario topic() {
    topicArn = sns.createTopic(r -> r.name(TOPIC)).topicArn();
    sns.subscribe(r -> r.topicArn(topicArn).protocol("email").endpoint(address));
    return this;
  }

  /** Puts a rule for an API call of EC2, with the topic as its target. */
  NotificationScenario rule(String action) {
    events.putRule(
        r ->
            r.name(RULE)
                .eventPattern(
                    """
                    {"source": ["aws.ec2"], "detail-type": ["AWS API Call via CloudTrail"],
                     "detail": {"eventName": ["%s"]}}\
                    """
                        .formatted(action)));
    events.putTargets(r -> r.rule(RULE).targets(t -> t.id(TOPIC).arn(topicArn)));
    return this;
  }

  NotificationScenario trail() {
    trails.createTrail(r -> r.name(TRAIL).s3BucketName("unicorn-logs"));
    trails.startLogging(r -> r.name(TRAIL));
    return this;
  }

  NotificationScenario allowEventBridge() {
    sns.setTopicAttributes(
        r ->
            r.topicArn(topicArn)
                .attributeName("Policy")
                .attributeValue(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                     "Principal": {"Service": "events.amazonaws.com"},
                     "Action": "sns:Publish", "Resource": "%s"}]}\
                    """
                        .formatted(topicArn)));
    return this;
  }

  NotificationScenario confirm() {
    sandbox.embedded().confirmSubscriptions(address);
    return this;
  }

  NotificationScenario startInstance() {
    sandbox
        .client(Ec2Client::builder)
        .runInstances(r -> r.imageId(IMAGE).instanceType("t3.micro").minCount(1).maxCount(1));
    return this;
  }

  NotificationScenario later(int minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }

  /** Returns the e-mails that the address got, the beginning of each. */
  String mailbox() {
    return sandbox.outbox().stream()
        .filter(message -> message.recipient().equals(address))
        .map(NotificationScenario::shown)
        .collect(Collectors.joining("\n"));
  }

  private static String shown(SentMessage message) {
    String line = message.body().lines().findFirst().orElse("");
    return "  %s  %s%n         %s"
        .formatted(
            GameConsole.HOUR.format(message.time()),
            message.subject(),
            line.length() <= SHOWN ? line : line.substring(0, SHOWN - 3) + "...");
  }
}
