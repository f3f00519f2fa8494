package dev.referee.testkit.embedded.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.PolicyCaller;
import dev.referee.testkit.embedded.cloudtrail.CloudTrail;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.ec2.Images;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Tests which events arrive at targets, and what they get. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class DeliveryTest {
  private static final String GAME = "{\"source\": [\"game\"]}";
  private static final String STATES =
      "{\"detail-type\": [\"EC2 Instance State-change Notification\"]}";
  private static final String CALLS =
      "{\"source\": [\"aws.ec2\"], \"detail\": {\"eventName\": [\"RunInstances\"]}}";

  private final EventWorld world = new EventWorld();
  private final Ec2Client ec2 = world.client(Ec2Client::builder);
  private final CloudTrailClient trails = world.client(CloudTrailClient::builder);

  @AfterEach
  void close() {
    world.close();
  }

  private String run() {
    return run(ec2);
  }

  private static String run(Ec2Client by) {
    return by.runInstances(
            r -> r.imageId(Images.AL2023).instanceType("t3.micro").minCount(1).maxCount(1))
        .instances()
        .get(0)
        .instanceId();
  }

  private void trail() {
    trails.createTrail(r -> r.name("game").s3BucketName("logs"));
    trails.startLogging(r -> r.name("game"));
  }

  @Nested
  class StateChanges {
    @Test
    void arriveWithoutATrailAndApiCallsDoNot() {
      world.rule("states", STATES);
      world.rule("calls", CALLS);
      String id = run();
      world.clock.advance(Duration.ofMinutes(1));
      ec2.stopInstances(r -> r.instanceIds(id));
      world.clock.advance(Duration.ofMinutes(1));
      ec2.terminateInstances(r -> r.instanceIds(id));
      world.clock.advance(Duration.ofMinutes(1));
      assertThat(world.topics.values("/detail/state"))
          .containsExactly(
              "pending", "running", "stopping", "stopped", "shutting-down", "terminated");
      assertThat(world.topics.values("/detail/instance-id")).containsOnly(id);
      assertThat(world.deliveries("calls").matched()).isZero();
    }

    @Test
    void haveTheDocumentedForm() {
      world.rule("states", STATES);
      String id = run();
      JsonNode event = JsonCodec.parse(world.topics.delivered.get(0));
      assertThat(event.path("version").asText()).isEqualTo("0");
      assertThat(event.path("source").asText()).isEqualTo("aws.ec2");
      assertThat(event.path("account").asText()).isEqualTo(EventWorld.ACCOUNT);
      assertThat(event.path("time").asText()).isEqualTo("2026-01-01T00:00:00Z");
      assertThat(event.path("region").asText()).isEqualTo("us-east-1");
      assertThat(event.path("resources").path(0).asText())
          .isEqualTo("arn:aws:ec2:us-east-1:222222222222:instance/" + id);
    }

    @Test
    void doNotArriveWhileTheRuleIsDisabled() {
      world.rule("states", STATES);
      world.events.disableRule(r -> r.name("states"));
      run();
      assertThat(world.topics.delivered).isEmpty();
      world.events.enableRule(r -> r.name("states"));
      run();
      assertThat(world.topics.delivered).hasSize(1);
    }
  }

  @Nested
  class ApiCalls {
    @BeforeEach
    void rule() {
      world.rule("calls", CALLS);
    }

    @Test
    void arriveWhileATrailLogs() {
      trail();
      String id = run();
      JsonNode event = JsonCodec.parse(world.topics.delivered.get(0));
      assertThat(event.path("detail-type").asText()).isEqualTo("AWS API Call via CloudTrail");
      JsonNode detail = event.path("detail");
      assertThat(detail.path("eventSource").asText()).isEqualTo("ec2.amazonaws.com");
      assertThat(detail.path("eventTime").asText()).isEqualTo("2026-01-01T00:00:00Z");
      assertThat(detail.path("readOnly").asBoolean(true)).isFalse();
      assertThat(detail.path("managementEvent").asBoolean()).isTrue();
      assertThat(detail.at("/userIdentity/type").asText()).isEqualTo("IAMUser");
      assertThat(detail.at("/userIdentity/userName").asText()).isEqualTo("owner");
      assertThat(detail.at("/requestParameters/instancesSet/items/0/imageId").asText())
          .isEqualTo(Images.AL2023);
      assertThat(detail.at("/requestParameters/instanceType").asText()).isEqualTo("t3.micro");
      assertThat(detail.at("/responseElements/instancesSet/items/0/instanceId").asText())
          .isEqualTo(id);
      trails.stopLogging(r -> r.name("game"));
      run();
      assertThat(world.topics.delivered).hasSize(1);
    }

    @Test
    void arriveWhenTheyAreRefusedToo() {
      trail();
      assertThat(
              EventWorld.refusal(
                  () ->
                      ec2.runInstances(
                          r -> r.imageId("ami-0123456789abcdef0").minCount(1).maxCount(1))))
          .startsWith("InvalidAMIID.NotFound");
      assertThat(world.topics.values("/detail/errorCode"))
          .containsExactly("Client.InvalidAMIID.NotFound");
    }

    @Test
    void doNotArriveFromATrailElsewhereUnlessItIsInAllRegions() {
      CloudTrailClient europe = world.client(CloudTrailClient::builder, Region.EU_WEST_1);
      europe.createTrail(r -> r.name("europe").s3BucketName("logs"));
      europe.startLogging(r -> r.name("europe"));
      run();
      assertThat(world.topics.delivered).isEmpty();
      europe.updateTrail(r -> r.name("europe").isMultiRegionTrail(true));
      run();
      assertThat(world.topics.delivered).hasSize(1);
    }

    @Test
    void arriveFromATrailOfTheOrganisation() {
      world.in(
          call ->
              CloudTrail.of(call).addOrganizationTrail("org", "999999999999", "eu-west-1", call));
      run();
      assertThat(world.topics.delivered).hasSize(1);
    }

    @Test
    void doNotArriveWhenTheSelectorsLeaveThemOut() {
      trail();
      trails.putEventSelectors(
          r -> r.trailName("game").eventSelectors(s -> s.readWriteType("ReadOnly")));
      run();
      trails.putEventSelectors(
          r -> r.trailName("game").eventSelectors(s -> s.includeManagementEvents(false)));
      run();
      trails.putEventSelectors(
          r ->
              r.trailName("game")
                  .advancedEventSelectors(
                      s ->
                          s.fieldSelectors(
                              f -> f.field("eventCategory").equalsValue("Management"),
                              f -> f.field("readOnly").equalsValue("true"))));
      run();
      trails.putEventSelectors(
          r ->
              r.trailName("game")
                  .advancedEventSelectors(
                      s -> s.fieldSelectors(f -> f.field("eventCategory").equalsValue("Data"))));
      run();
      assertThat(world.topics.delivered).isEmpty();
      trails.putEventSelectors(
          r ->
              r.trailName("game")
                  .advancedEventSelectors(
                      s ->
                          s.fieldSelectors(
                              f -> f.field("eventCategory").equalsValue("Management"),
                              f -> f.field("eventSource").notEquals("kms.amazonaws.com"))));
      run();
      assertThat(world.topics.delivered).hasSize(1);
    }

    @Test
    void nameTheSessionOfARole() {
      trail();
      IamClient iam = world.client(IamClient::builder);
      iam.createRole(
          r -> r.roleName("player").assumeRolePolicyDocument(trust("\"AWS\": \"222222222222\"")));
      var session =
          world
              .client(StsClient::builder)
              .assumeRole(
                  r -> r.roleArn("arn:aws:iam::222222222222:role/player").roleSessionName("red"))
              .credentials();
      run(
          world.client(
              Ec2Client::builder,
              Region.US_EAST_1,
              StaticCredentialsProvider.create(
                  AwsSessionCredentials.create(
                      session.accessKeyId(), session.secretAccessKey(), session.sessionToken()))));
      assertThat(world.topics.values("/detail/userIdentity/type")).containsExactly("AssumedRole");
      assertThat(world.topics.values("/detail/userIdentity/arn"))
          .containsExactly("arn:aws:sts::222222222222:assumed-role/player/red");
      assertThat(world.topics.values("/detail/userIdentity/sessionContext/sessionIssuer/userName"))
          .containsExactly("player");
    }

    @Test
    void nameAutoScaling() {
      trail();
      world.rule("launched", "{\"detail-type\": [\"EC2 Instance Launch Successful\"]}");
      AutoScalingClient scaling = world.client(AutoScalingClient::builder);
      scaling.createLaunchConfiguration(
          r -> r.launchConfigurationName("web").imageId(Images.AL2023).instanceType("t3.micro"));
      scaling.createAutoScalingGroup(
          r ->
              r.autoScalingGroupName("web")
                  .launchConfigurationName("web")
                  .availabilityZones("us-east-1a")
                  .minSize(1)
                  .maxSize(1));
      assertThat(world.topics.values("/detail/userIdentity/invokedBy"))
          .containsExactly("autoscaling.amazonaws.com");
      assertThat(world.topics.values("/detail/sourceIPAddress"))
          .containsExactly("autoscaling.amazonaws.com");
      assertThat(world.topics.values("/detail/userIdentity/sessionContext/sessionIssuer/arn"))
          .containsExactly(
              "arn:aws:iam::222222222222:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling");
      world.clock.advance(Duration.ofMinutes(1));
      assertThat(world.topics.values("/source")).containsExactly("aws.ec2", "aws.autoscaling");
      assertThat(world.topics.values("/detail/AutoScalingGroupName")).endsWith("web");
    }
  }

  @Test
  void readsArriveOnlyAtRulesThatAskForThem() {
    trail();
    world.rule("reads", "{\"detail\": {\"eventName\": [\"DescribeInstances\"]}}");
    ec2.describeInstances();
    assertThat(world.topics.delivered).isEmpty();
    world.events.putRule(
        r ->
            r.name("reads")
                .eventPattern("{\"detail\": {\"eventName\": [\"DescribeInstances\"]}}")
                .state("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"));
    ec2.describeInstances();
    assertThat(world.topics.values("/detail/readOnly")).containsExactly("true");
  }

  private static String trust(String principal) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\": {%s}, \"Action\": \"sts:AssumeRole\"}}"
        .formatted(principal);
  }

  @Nested
  class Inputs {
    private String delivered(Consumer<Target.Builder> how) {
      world.events.putRule(r -> r.name("a").eventPattern(GAME));
      world.events.putTargets(
          r -> r.rule("a").targets(t -> t.id("x").arn(EventWorld.TOPIC).applyMutation(how)));
      world.put("{\"team\": \"red\", \"points\": 7, \"who\": {\"name\": \"A\"}}");
      return world.topics.delivered.get(0);
    }

    @Test
    void areConstant() {
      assertThat(delivered(t -> t.input("{\"a\": 1}"))).isEqualTo("{\"a\": 1}");
    }

    @Test
    void areAPart() {
      assertThat(delivered(t -> t.inputPath("$.detail.who"))).isEqualTo("{\"name\":\"A\"}");
    }

    @Test
    void areTexts() {
      assertThat(
              delivered(
                  t ->
                      t.inputTransformer(
                          i ->
                              i.inputPathsMap(Map.of("t", "$.detail.team", "p", "$.detail.points"))
                                  .inputTemplate(
                                      "\"Team <t> has <p> by <aws.events.rule-name>.\""))))
          .isEqualTo("\"Team red has 7 by a.\"");
    }

    @Test
    void areObjects() {
      assertThat(
              delivered(
                  t ->
                      t.inputTransformer(
                          i ->
                              i.inputPathsMap(Map.of("t", "$.detail.team", "w", "$['detail'].who"))
                                  .inputTemplate("{\"team\": <t>, \"who\": <w>}"))))
          .isEqualTo("{\"team\": \"red\", \"who\": {\"name\":\"A\"}}");
    }
  }

  @Test
  void countsWhatWasMatchedInvokedAndFailed() {
    world.rule("a", GAME);
    world.put("{}");
    world.topics.refusal = "The topic's policy does not allow it.";
    world.put("{}");
    assertThat(world.deliveries("a"))
        .isEqualTo(new EventBridge.Deliveries(2, 1, 1, "The topic's policy does not allow it."));
    assertThat(world.topics.principals)
        .containsOnly("events.amazonaws.com for arn:aws:events:us-east-1:222222222222:rule/a");
  }

  @Test
  void putsWhatFailedInTheDeadLetterQueue() {
    world.topics.refusal = "No.";
    world.events.putRule(r -> r.name("a").eventPattern(GAME));
    world.events.putTargets(
        r ->
            r.rule("a")
                .targets(
                    t ->
                        t.id("x")
                            .arn(EventWorld.TOPIC)
                            .deadLetterConfig(d -> d.arn(EventWorld.QUEUE))));
    world.put("{}");
    assertThat(world.queues.values("/source")).containsExactly("game");
  }

  @Test
  void deliversAsARoleThatIsTrustedAndAllowed() {
    String role = "arn:aws:iam::222222222222:role/bus";
    world.events.putRule(r -> r.name("a").eventPattern(GAME));
    world.events.putTargets(
        r -> r.rule("a").targets(t -> t.id("x").arn(EventWorld.TOPIC).roleArn(role)));
    world.put("{}");
    assertThat(world.deliveries("a").lastReason()).contains("does not exist");
    IamClient iam = world.client(IamClient::builder);
    iam.createRole(
        r ->
            r.roleName("bus")
                .assumeRolePolicyDocument(trust("\"Service\": \"ec2.amazonaws.com\"")));
    world.put("{}");
    assertThat(world.deliveries("a").lastReason()).contains("does not trust");
    iam.updateAssumeRolePolicy(
        r -> r.roleName("bus").policyDocument(trust("\"Service\": \"events.amazonaws.com\"")));
    world.put("{}");
    assertThat(world.deliveries("a").lastReason()).contains("is not allowed sns:Publish");
    iam.putRolePolicy(
        r ->
            r.roleName("bus")
                .policyName("publish")
                .policyDocument(
                    "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\","
                        + " \"Action\": \"sns:Publish\", \"Resource\": \"*\"}}"));
    world.put("{}");
    assertThat(world.deliveries("a").invoked()).isEqualTo(1);
    assertThat(world.topics.principals)
        .containsExactly(" for arn:aws:events:us-east-1:222222222222:rule/a");
    assertThat(world.topics.callers)
        .containsExactly("arn:aws:sts::222222222222:assumed-role/bus/events");
  }

  @Test
  void forwardsToAnotherBusThatAllowsIt() {
    String bus = world.events.createEventBus(r -> r.name("game")).eventBusArn();
    world.events.putRule(r -> r.name("there").eventBusName("game").eventPattern(GAME));
    world.events.putTargets(
        r -> r.rule("there").eventBusName("game").targets(t -> t.id("x").arn(EventWorld.TOPIC)));
    world.events.putRule(r -> r.name("here").eventPattern(GAME));
    world.events.putTargets(r -> r.rule("here").targets(t -> t.id("x").arn(bus)));
    world.put("{}");
    assertThat(world.topics.delivered).isEmpty();
    assertThat(world.deliveries("here").lastReason()).contains("does not allow");
    world.events.putPermission(
        r ->
            r.eventBusName("game")
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": {"Sid": "here", "Effect": "Allow",
                     "Principal": {"Service": "events.amazonaws.com"},
                     "Action": "events:PutEvents", "Resource": "%s",
                     "Condition": {"ArnEquals": {"aws:SourceArn": "%s"}}}}
                    """
                        .formatted(bus, "arn:aws:events:us-east-1:222222222222:rule/here")));
    world.put("{}");
    assertThat(world.topics.values("/source")).containsExactly("game");
  }

  @Test
  void endsACircleOfBuses() {
    String bus = world.events.createEventBus(r -> r.name("game")).eventBusArn();
    world.events.putPermission(
        r ->
            r.eventBusName("game")
                .policy(
                    "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\","
                        + " \"Principal\": \"*\", \"Action\": \"events:PutEvents\", \"Resource\":"
                        + " \"*\"}}"));
    world.events.putRule(r -> r.name("on").eventBusName("game").eventPattern(GAME));
    world.events.putTargets(
        r -> r.rule("on").eventBusName("game").targets(t -> t.id("x").arn(bus)));
    world.events.putEvents(
        r -> r.entries(e -> e.source("game").detailType("t").detail("{}").eventBusName("game")));
    assertThat(world.topics.delivered).isEmpty();
  }

  @Test
  void needsPermissionsForRulesTargetsAndTheirRoles() {
    try (PolicyCaller caller = new PolicyCaller()) {
      EventBridgeClient events = caller.client(EventBridgeClient::builder);
      String rules = "arn:aws:events:us-east-1:111111111111:rule/";
      caller.may(PolicyCaller.allow("events:*", rules + "mine"));
      events.putRule(r -> r.name("mine").eventPattern(GAME));
      PolicyCaller.denied(
          () -> events.putRule(r -> r.name("other").eventPattern(GAME)),
          "events:PutRule",
          rules + "other");
      PolicyCaller.denied(
          () ->
              events.putTargets(
                  r ->
                      r.rule("mine")
                          .targets(
                              t -> t.id("x").arn(EventWorld.TOPIC).roleArn(PolicyCaller.ROLE))),
          "iam:PassRole",
          PolicyCaller.ROLE);
    }
  }
}
