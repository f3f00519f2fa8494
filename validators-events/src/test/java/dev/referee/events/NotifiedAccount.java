package dev.referee.events;

import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SentMessage;
import dev.referee.testkit.SpawningFleet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sns.SnsClient;

/** A scenario builder: an account in which somebody is told of starting instances. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
final class NotifiedAccount {
  private static final Pattern TOKEN = Pattern.compile("TopicArn=([^&]+)&Token=(\\w+)");
  static final String PLAYER = "player@example.com";
  static final String CALLS =
      """
      {"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],\
      "detail":{"eventSource":["ec2.amazonaws.com"],"eventName":["RunInstances"]}}\
      """;
  static final String STATES =
      """
      {"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],\
      "detail":{"state":["running"]}}\
      """;

  final Sandbox sandbox;
  final String region;
  final String id;
  final CloudTrailClient trails;
  final EventBridgeClient events;
  final SnsClient sns;
  final KmsClient kms;
  final IamClient iam;
  final Ec2Client ec2;
  ToldBuilder check = EventsChecks.told();

  NotifiedAccount(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.region = sandbox.account().region().id();
    this.id = sandbox.account().id().orElseThrow();
    this.trails = sandbox.client(CloudTrailClient::builder);
    this.events = sandbox.client(EventBridgeClient::builder);
    this.sns = sandbox.client(SnsClient::builder);
    this.kms = sandbox.client(KmsClient::builder);
    this.iam = sandbox.client(IamClient::builder);
    this.ec2 = sandbox.client(Ec2Client::builder);
  }

  /** Changes the check. */
  NotifiedAccount check(ToldBuilder other) {
    check = other;
    return this;
  }

  /** Builds the whole chain by the state change. */
  NotifiedAccount told() {
    return rule("started", STATES)
        .topic("told")
        .allow("told")
        .target("started", "told")
        .subscribe("told", PLAYER)
        .confirm(PLAYER);
  }

  /** Builds the whole chain by the API call. */
  NotifiedAccount toldOfCalls() {
    return trail("audit")
        .rule("started", CALLS)
        .topic("told")
        .allow("told")
        .target("started", "told")
        .subscribe("told", PLAYER)
        .confirm(PLAYER);
  }

  NotifiedAccount trail(String name) {
    trails.createTrail(r -> r.name(name).s3BucketName("logs"));
    trails.startLogging(r -> r.name(name));
    return this;
  }

  NotifiedAccount selectors(ReadWriteType type, boolean management, String... excluded) {
    trails.putEventSelectors(
        r ->
            r.trailName("audit")
                .eventSelectors(
                    s ->
                        s.readWriteType(type)
                            .includeManagementEvents(management)
                            .excludeManagementEventSources(excluded)));
    return this;
  }

  /** Replaces the selectors of the trail by an advanced one with the values of its fields. */
  NotifiedAccount advancedSelector(Map<String, String> fields) {
    List<AdvancedFieldSelector> selectors =
        fields.entrySet().stream()
            .map(
                field ->
                    AdvancedFieldSelector.builder()
                        .field(field.getKey())
                        .equalsValue(field.getValue())
                        .build())
            .toList();
    trails.putEventSelectors(
        r ->
            r.trailName("audit")
                .advancedEventSelectors(s -> s.name("chosen").fieldSelectors(selectors)));
    return this;
  }

  NotifiedAccount rule(String name, String pattern) {
    events.putRule(
        r -> r.name(name).eventPattern(pattern).description("token " + SpawningFleet.secret()));
    return this;
  }

  NotifiedAccount topic(String name) {
    sns.createTopic(
        r -> r.name(name).attributes(Map.of("DisplayName", "token " + SpawningFleet.secret())));
    return this;
  }

  String topicArn(String name) {
    return "arn:aws:sns:%s:%s:%s".formatted(region, id, name);
  }

  String ruleArn(String name) {
    return "arn:aws:events:%s:%s:rule/%s".formatted(region, id, name);
  }

  /** Lets EventBridge publish to a topic. */
  NotifiedAccount allow(String topic) {
    return policy(
        topic,
        """
        {"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},\
        "Action":"sns:Publish","Resource":"%s"}\
        """
            .formatted(topicArn(topic)));
  }

  NotifiedAccount policy(String topic, String... statements) {
    sns.setTopicAttributes(
        r ->
            r.topicArn(topicArn(topic))
                .attributeName("Policy")
                .attributeValue(
                    "{\"Version\":\"2012-10-17\",\"Statement\":[%s]}"
                        .formatted(String.join(",", statements))));
    return this;
  }

  NotifiedAccount target(String rule, String topic) {
    return target(rule, Target.builder().id("topic").arn(topicArn(topic)).build());
  }

  NotifiedAccount target(String rule, Target target) {
    events.putTargets(r -> r.rule(rule).targets(target));
    return this;
  }

  NotifiedAccount subscribe(String topic, String address) {
    return subscribe(topic, "email", address, Map.of());
  }

  NotifiedAccount subscribe(
      String topic, String protocol, String endpoint, Map<String, String> attributes) {
    sns.subscribe(
        r ->
            r.topicArn(topicArn(topic))
                .protocol(protocol)
                .endpoint(endpoint)
                .attributes(attributes));
    return this;
  }

  NotifiedAccount confirm(String address) {
    for (SentMessage message : sandbox.outbox()) {
      Matcher token = TOKEN.matcher(message.body());
      if (message.recipient().equals(address) && token.find()) {
        sns.confirmSubscription(r -> r.topicArn(token.group(1)).token(token.group(2)));
      }
    }
    return this;
  }

  /** Encrypts a topic with a new key whose policy has these statements and the account's. */
  NotifiedAccount encrypt(String topic, String... statements) {
    String own =
        """
        {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"kms:*",\
        "Resource":"*"}\
        """
            .formatted(id);
    String all = statements.length == 0 ? own : own + "," + String.join(",", statements);
    String key =
        kms.createKey(
                r -> r.policy("{\"Version\":\"2012-10-17\",\"Statement\":[%s]}".formatted(all)))
            .keyMetadata()
            .keyId();
    return key(topic, key);
  }

  NotifiedAccount key(String topic, String key) {
    sns.setTopicAttributes(
        r -> r.topicArn(topicArn(topic)).attributeName("KmsMasterKeyId").attributeValue(key));
    return this;
  }

  static String keyFor(String service) {
    return """
    {"Effect":"Allow","Principal":{"Service":"%s"},\
    "Action":["kms:GenerateDataKey*","kms:Decrypt"],"Resource":"*"}\
    """
        .formatted(service);
  }

  /** Creates a role with one inline policy. */
  NotifiedAccount role(String name, String service, String action, String resource) {
    iam.createRole(
        r ->
            r.roleName(name)
                .assumeRolePolicyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                    "Principal":{"Service":"%s"},"Action":"sts:AssumeRole"}]}\
                    """
                        .formatted(service)));
    iam.putRolePolicy(
        r ->
            r.roleName(name)
                .policyName("deliver")
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"%s",\
                    "Resource":"%s"}]}\
                    """
                        .formatted(action, resource)));
    return this;
  }

  String roleArn(String name) {
    return "arn:aws:iam::%s:role/%s".formatted(id, name);
  }

  NotifiedAccount targetByRole(String rule, String topic, String role) {
    return target(
        rule, Target.builder().id("topic").arn(topicArn(topic)).roleArn(roleArn(role)).build());
  }

  /** Starts an instance, and returns the mails about it. */
  List<SentMessage> mailsOfAStart() {
    int before = sandbox.outbox().size();
    ec2.runInstances(r -> r.imageId("ami-0a232023c0de1f00d").minCount(1).maxCount(1));
    sandbox.advance(Duration.ofMinutes(2));
    List<SentMessage> all = sandbox.outbox();
    return all.subList(before, all.size());
  }
}
