package dev.referee.events;

import static dev.referee.events.NotifiedAccount.CALLS;
import static dev.referee.events.NotifiedAccount.PLAYER;
import static dev.referee.events.NotifiedAccount.STATES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SentMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Compares the verdict with the mail that arrives, over random chains. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class ToldDeliveryTest {
  private static final int WORLDS = 2_000;
  private static final long SEED = 20_261_201;
  private static final String IMAGE = "ami-0a232023c0de1f00d";
  private static final String CALLER = "caller";
  private static final String EVENTS = "events.amazonaws.com";

  private static final List<String> PATTERNS =
      List.of(
          CALLS,
          STATES,
          STATES.replace("running", "pending"),
          "{\"source\":[\"aws.ec2\"]}",
          "{\"detail\":{\"state\":[{\"prefix\":\"run\"}]}}",
          "{\"detail\":{\"eventName\":[{\"equals-ignore-case\":\"runinstances\"}]}}",
          "{\"detail\":{\"eventName\":[\"RunInstances\"],\"errorCode\":[{\"exists\":false}]}}");

  private static final List<String> WRONG_PATTERNS =
      List.of(
          CALLS.replace("RunInstances", "StartInstances"),
          CALLS.replace("RunInstances", "runinstances"),
          STATES.replace("running", "stopped"),
          "{\"source\":[\"aws.autoscaling\"]}",
          "{\"source\":[\"aws.s3\"]}",
          "{\"detail\":{\"eventName\":[\"RunInstances\"],\"userIdentity\":{\"type\":[\"IAMUser\"]}}}",
          "{\"detail\":{\"eventName\":[\"RunInstances\"],"
              + "\"userIdentity\":{\"type\":[\"AssumedRole\"]}}}",
          "{\"detail\":{\"eventName\":[\"RunInstances\"],\"errorCode\":[{\"exists\":true}]}}");

  /** An account whose clients use no network connection. */
  private record DirectSandbox(EmbeddedCloud cloud, EmbeddedAccount embedded) implements Sandbox {
    @Override
    public <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder) {
      return client(embedded.region(), builder);
    }

    @Override
    public <B extends AwsClientBuilder<B, C>, C> C client(Region region, Supplier<B> builder) {
      return client(
          region,
          builder,
          AwsBasicCredentials.create(embedded.accessKeyId(), embedded.secretAccessKey()));
    }

    <B extends AwsClientBuilder<B, C>, C> C client(
        Region region, Supplier<B> builder, AwsCredentials key) {
      B wired =
          builder
              .get()
              .region(region)
              .endpointOverride(embedded.endpoint())
              .credentialsProvider(StaticCredentialsProvider.create(key));
      if (wired instanceof AwsSyncClientBuilder<?, ?> sync) {
        sync.httpClient(embedded.http());
      }
      return wired.build();
    }

    @Override
    public Account account() {
      return embedded
          .judging(Account.builder(embedded.region()).id(embedded.id()))
          .httpClient(embedded.http())
          .build();
    }

    @Override
    public Clock clock() {
      return cloud.clock();
    }

    @Override
    public void advance(Duration time) {
      cloud.clock().advance(time);
    }

    @Override
    public List<SentMessage> outbox() {
      return embedded.outbox();
    }

    @Override
    public void close() {}
  }

  /** The random parts of a chain; most are right, so that some chains are right as a whole. */
  private static final class Parts {
    final Random random;
    final List<String> made = new ArrayList<>();

    Parts(long seed) {
      random = new Random(seed);
    }

    /** Returns one of several, the first three times as often as each of the others. */
    @SafeVarargs
    final <T> T mostly(T first, T... others) {
      int chosen = random.nextInt(others.length + 4);
      T value = chosen < others.length ? others[chosen] : first;
      made.add(String.valueOf(value));
      return value;
    }

    int upTo(int most) {
      return random.nextInt(most + 1);
    }
  }

  @Test
  void aPassedChainIsOneWhoseMailArrives() {
    int passed = 0;
    List<String> wrong = new ArrayList<>();
    try (EmbeddedCloud cloud = EmbeddedCloud.start()) {
      for (int i = 0; i < WORLDS; i++) {
        Parts parts = new Parts(SEED + i);
        DirectSandbox sandbox =
            new DirectSandbox(cloud, cloud.account("%012d".formatted(100_000_000_000L + i)));
        NotifiedAccount world = new NotifiedAccount(sandbox);
        build(world, parts);
        Verdict verdict =
            sandbox
                .referee()
                .build()
                .judge(EventsChecks.told().recipient(PLAYER).build(), sandbox.account());
        boolean delivered = startsByUser(world) && startsByRole(world, sandbox);
        if (verdict.isPassed() != delivered) {
          wrong.add("%s delivered=%s%n%s%n%s".formatted(SEED + i, delivered, parts.made, verdict));
        }
        passed += verdict.isPassed() ? 1 : 0;
      }
    }
    System.out.printf("Seed %d: %d of %d chains deliver.%n", SEED, passed, WORLDS);
    assertThat(wrong).as("seed %d", SEED).isEmpty();
    assertThat(passed).isBetween(WORLDS / 10, WORLDS * 9 / 10);
  }

  private static void build(NotifiedAccount world, Parts parts) {
    world.role(CALLER, "ec2.amazonaws.com", "ec2:*", "*");
    trust(world);
    world.role("good", EVENTS, "sns:Publish", "*");
    world.role("untrusted", "ec2.amazonaws.com", "sns:Publish", "*");
    world.role("powerless", EVENTS, "sns:ListTopics", "*");
    IntStream.range(0, parts.upTo(2)).forEach(i -> trail(world, "trail" + i, parts));
    int topics = 1 + parts.upTo(1);
    IntStream.range(0, topics).forEach(i -> topic(world, "topic" + i, parts));
    IntStream.range(0, 1 + parts.upTo(2)).forEach(i -> rule(world, "rule" + i, topics, parts));
  }

  private static void trust(NotifiedAccount world) {
    world.iam.updateAssumeRolePolicy(
        r ->
            r.roleName(CALLER)
                .policyDocument(
                    """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow",\
                    "Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"sts:AssumeRole"}]}\
                    """
                        .formatted(world.id)));
  }

  private static void trail(NotifiedAccount world, String name, Parts parts) {
    String where = parts.mostly("here", "elsewhere", "multi-Region");
    CloudTrailClient trails =
        where.equals("here")
            ? world.trails
            : world.sandbox.client(Region.EU_WEST_1, CloudTrailClient::builder);
    trails.createTrail(
        r -> r.name(name).s3BucketName("logs").isMultiRegionTrail(where.equals("multi-Region")));
    if (parts.mostly(true, false)) {
      trails.startLogging(r -> r.name(name));
    }
    switch (parts.mostly("all", "reads", "writes", "without KMS", "objects", "management")) {
      case "reads" -> selector(trails, name, ReadWriteType.READ_ONLY, true);
      case "writes" -> selector(trails, name, ReadWriteType.WRITE_ONLY, true);
      case "without KMS" -> selector(trails, name, ReadWriteType.ALL, true, "kms.amazonaws.com");
      case "objects" -> advanced(trails, name, "Data");
      case "management" -> advanced(trails, name, "Management");
      default -> {}
    }
  }

  private static void selector(
      CloudTrailClient trails,
      String name,
      ReadWriteType type,
      boolean management,
      String... excluded) {
    trails.putEventSelectors(
        r ->
            r.trailName(name)
                .eventSelectors(
                    s ->
                        s.readWriteType(type)
                            .includeManagementEvents(management)
                            .excludeManagementEventSources(excluded)));
  }

  private static void advanced(CloudTrailClient trails, String name, String category) {
    trails.putEventSelectors(
        r ->
            r.trailName(name)
                .advancedEventSelectors(
                    s ->
                        s.name(category)
                            .fieldSelectors(
                                category.equals("Data")
                                    ? List.of(
                                        field("eventCategory", "Data"),
                                        field("resources.type", "AWS::S3::Object"))
                                    : List.of(field("eventCategory", "Management")))));
  }

  private static AdvancedFieldSelector field(String name, String value) {
    return AdvancedFieldSelector.builder().field(name).equalsValue(value).build();
  }

  private static void topic(NotifiedAccount world, String name, Parts parts) {
    world.topic(name);
    String allow =
        """
        {"Effect":"Allow","Principal":%s,"Action":"sns:Publish","Resource":"%s"%s}\
        """;
    String service = "{\"Service\":\"events.amazonaws.com\"}";
    String arn = world.topicArn(name);
    String bySource = ",\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":\"%s\"}}";
    switch (parts.mostly(
        "service", "default", "other service", "rule0", "denied", "everybody", "account")) {
      case "service" -> world.policy(name, allow.formatted(service, arn, ""));
      case "other service" ->
          world.policy(name, allow.formatted("{\"Service\":\"s3.amazonaws.com\"}", arn, ""));
      case "rule0" ->
          world.policy(
              name, allow.formatted(service, arn, bySource.formatted(world.ruleArn("rule0"))));
      case "denied" ->
          world.policy(
              name,
              allow.formatted(service, arn, ""),
              allow.formatted("\"*\"", arn, "").replace("Allow", "Deny"));
      case "everybody" -> world.policy(name, allow.formatted("\"*\"", arn, ""));
      case "account" ->
          world.policy(
              name,
              allow.formatted(
                  service,
                  arn,
                  ",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"%s\"}}"
                      .formatted(world.id)));
      default -> {}
    }
    switch (parts.mostly("plain", "plain", "managed", "own", "allowed", "other")) {
      case "managed" -> world.key(name, "alias/aws/sns");
      case "own" -> world.encrypt(name);
      case "allowed" -> world.encrypt(name, NotifiedAccount.keyFor(EVENTS));
      case "other" -> world.encrypt(name, NotifiedAccount.keyFor("s3.amazonaws.com"));
      default -> {}
    }
    subscription(world, name, PLAYER, parts);
    if (parts.mostly(false, true)) {
      subscription(world, name, "other@example.com", parts);
    }
  }

  private static void subscription(
      NotifiedAccount world, String topic, String address, Parts parts) {
    Map<String, String> attributes =
        switch (parts.mostly("none", "none", "attributes", "body", "other body", "absent")) {
          case "attributes" -> Map.of("FilterPolicy", "{\"source\":[\"aws.ec2\"]}");
          case "body" ->
              Map.of(
                  "FilterPolicy", "{\"source\":[\"aws.ec2\"]}", "FilterPolicyScope", "MessageBody");
          case "other body" ->
              Map.of(
                  "FilterPolicy", "{\"source\":[\"aws.s3\"]}", "FilterPolicyScope", "MessageBody");
          case "absent" -> Map.of("FilterPolicy", "{\"color\":[{\"exists\":false}]}");
          default -> Map.of();
        };
    String protocol = parts.mostly("email", "email-json");
    world.subscribe(topic, protocol, address, attributes);
    if (parts.mostly(true, false)) {
      String arn = world.topicArn(topic);
      for (SentMessage message : world.sandbox.outbox()) {
        if (message.recipient().equals(address) && message.body().contains(arn + "&Token=")) {
          String token = message.body().replaceFirst("(?s).*Token=(\\w+)&.*", "$1");
          world.sns.confirmSubscription(r -> r.topicArn(arn).token(token));
        }
      }
    }
  }

  private static void rule(NotifiedAccount world, String name, int topics, Parts parts) {
    List<String> patterns = parts.mostly(PATTERNS, WRONG_PATTERNS);
    String pattern = patterns.get(parts.random.nextInt(patterns.size()));
    parts.made.add(pattern);
    world.rule(name, pattern);
    if (!parts.mostly(true, false)) {
      world.events.disableRule(r -> r.name(name));
    }
    int targets = parts.upTo(2);
    for (int i = 0; i < targets; i++) {
      Target.Builder target =
          Target.builder()
              .id("target" + i)
              .arn(world.topicArn("topic" + parts.random.nextInt(topics)));
      String role = parts.mostly("", "good", "untrusted", "powerless", "absent");
      if (!role.isEmpty()) {
        target.roleArn(world.roleArn(role));
      }
      switch (parts.mostly("event", "constant", "path", "text")) {
        case "constant" -> target.input("{\"source\":\"game\"}");
        case "path" -> target.inputPath("$.detail");
        case "text" ->
            target.inputTransformer(
                t -> t.inputPathsMap(Map.of("s", "$.source")).inputTemplate("\"From <s>.\""));
        default -> {}
      }
      world.target(name, target.build());
    }
  }

  private static boolean startsByUser(NotifiedAccount world) {
    return told(world, () -> start(world.ec2, "t3.micro", 2));
  }

  private static boolean startsByRole(NotifiedAccount world, DirectSandbox sandbox) {
    Credentials key =
        sandbox
            .client(StsClient::builder)
            .assumeRole(r -> r.roleArn(world.roleArn(CALLER)).roleSessionName("launch"))
            .credentials();
    Ec2Client ec2 =
        sandbox.client(
            sandbox.embedded().region(),
            Ec2Client::builder,
            AwsSessionCredentials.create(
                key.accessKeyId(), key.secretAccessKey(), key.sessionToken()));
    return told(world, () -> start(ec2, "m5.large", 1));
  }

  private static void start(Ec2Client by, String type, int number) {
    by.runInstances(r -> r.imageId(IMAGE).instanceType(type).minCount(number).maxCount(number));
  }

  private static boolean told(NotifiedAccount world, Runnable start) {
    int before = world.sandbox.outbox().size();
    start.run();
    world.sandbox.advance(Duration.ofSeconds(30));
    return world.sandbox.outbox().stream()
        .skip(before)
        .anyMatch(message -> message.recipient().equals(PLAYER));
  }
}
