package dev.referee.testkit.embedded.cloudtrail;

import static dev.referee.testkit.embedded.events.EventWorld.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.embedded.events.EventWorld;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;
import software.amazon.awssdk.services.cloudtrail.model.Tag;
import software.amazon.awssdk.services.cloudtrail.model.Trail;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Tests trails and the lookup of events. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class CloudTrailTest {
  private final EventWorld world = new EventWorld();
  private final CloudTrailClient trails = world.client(CloudTrailClient::builder);
  private final CloudTrailClient europe = world.client(CloudTrailClient::builder, Region.EU_WEST_1);

  @AfterEach
  void close() {
    world.close();
  }

  private String create(String name) {
    return trails.createTrail(r -> r.name(name).s3BucketName("logs")).trailARN();
  }

  private boolean isLogging(String name) {
    return trails.getTrailStatus(r -> r.name(name)).isLogging();
  }

  @Test
  void logsOnlyBetweenStartAndStop() {
    String arn = create("game");
    assertThat(arn).isEqualTo("arn:aws:cloudtrail:us-east-1:222222222222:trail/game");
    assertThat(isLogging("game")).isFalse();
    trails.startLogging(r -> r.name("game"));
    assertThat(isLogging(arn)).isTrue();
    trails.stopLogging(r -> r.name("game"));
    assertThat(isLogging("game")).isFalse();
    assertThat(trails.getTrailStatus(r -> r.name("game")).timeLoggingStopped())
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void hasTheDefaultSelectorsOfAws() {
    create("game");
    GetEventSelectorsResponse selectors = trails.getEventSelectors(r -> r.trailName("game"));
    assertThat(selectors.hasAdvancedEventSelectors()).isFalse();
    EventSelector only = selectors.eventSelectors().get(0);
    assertThat(only.readWriteType()).isEqualTo(ReadWriteType.ALL);
    assertThat(only.includeManagementEvents()).isTrue();
    assertThat(trails.getTrail(r -> r.name("game")).trail().hasCustomEventSelectors()).isFalse();
  }

  @Test
  void takesBasicOrAdvancedSelectors() {
    create("game");
    trails.putEventSelectors(
        r -> r.trailName("game").eventSelectors(s -> s.readWriteType(ReadWriteType.READ_ONLY)));
    assertThat(trails.getTrail(r -> r.name("game")).trail().hasCustomEventSelectors()).isTrue();
    trails.putEventSelectors(
        r ->
            r.trailName("game")
                .advancedEventSelectors(
                    s ->
                        s.fieldSelectors(f -> f.field("eventCategory").equalsValue("Management"))));
    GetEventSelectorsResponse selectors = trails.getEventSelectors(r -> r.trailName("game"));
    assertThat(selectors.hasEventSelectors()).isFalse();
    assertThat(selectors.advancedEventSelectors()).hasSize(1);
    assertThat(refusal(() -> trails.putEventSelectors(r -> r.trailName("game"))))
        .startsWith("InvalidEventSelectorsException: ");
  }

  @Test
  void showsTrailsOfAllRegionsAsShadowsElsewhere() {
    String arn =
        trails
            .createTrail(r -> r.name("all").s3BucketName("logs").isMultiRegionTrail(true))
            .trailARN();
    create("here");
    assertThat(europe.describeTrails(r -> {}).trailList())
        .extracting(Trail::trailARN)
        .containsExactly(arn);
    assertThat(europe.describeTrails(r -> r.includeShadowTrails(false)).trailList()).isEmpty();
    assertThat(trails.describeTrails(r -> r.trailNameList("here")).trailList())
        .extracting(Trail::name)
        .containsExactly("here");
    assertThat(europe.listTrails(r -> {}).trails()).hasSize(2);
    assertThat(europe.getTrailStatus(r -> r.name(arn)).isLogging()).isFalse();
    assertThat(refusal(() -> europe.getTrailStatus(r -> r.name("all"))))
        .isEqualTo("TrailNotFoundException: Unknown trail: all for the user: 222222222222");
    assertThat(refusal(() -> europe.startLogging(r -> r.name(arn))))
        .startsWith("InvalidHomeRegionException: ");
  }

  @Test
  void isUpdatedAndDeleted() {
    create("game");
    trails.updateTrail(r -> r.name("game").isMultiRegionTrail(true).s3BucketName("other"));
    Trail trail = trails.getTrail(r -> r.name("game")).trail();
    assertThat(trail.isMultiRegionTrail()).isTrue();
    assertThat(trail.s3BucketName()).isEqualTo("other");
    assertThat(trail.includeGlobalServiceEvents()).isTrue();
    trails.deleteTrail(r -> r.name("game"));
    assertThat(trails.listTrails(r -> {}).trails()).isEmpty();
  }

  @Test
  void isRefused() {
    create("game");
    assertThat(refusal(() -> create("game")))
        .isEqualTo(
            "TrailAlreadyExistsException: Trail game already exists for customer: 222222222222");
    assertThat(refusal(() -> create("ab")))
        .isEqualTo(
            "InvalidTrailNameException: Trail name too short. Minimum allowed length: 3"
                + " characters. Specified name length: 2 characters.");
    assertThat(refusal(() -> create("a b c"))).startsWith("InvalidTrailNameException: ");
    assertThat(refusal(() -> create("-abc"))).startsWith("InvalidTrailNameException: ");
    for (int i = 2; i <= 5; i++) {
      create("game-" + i);
    }
    assertThat(refusal(() -> create("game-6")))
        .isEqualTo(
            "MaximumNumberOfTrailsExceededException: User: 222222222222 already has 5 trails in"
                + " us-east-1.");
    assertThat(
            refusal(
                () ->
                    trails.createTrail(
                        r -> r.name("org").s3BucketName("logs").isOrganizationTrail(true))))
        .startsWith("OrganizationsNotInUseException: ");
  }

  @Test
  void hasTags() {
    String arn = create("game");
    trails.addTags(r -> r.resourceId(arn).tagsList(t -> t.key("k").value("v")));
    assertThat(trails.listTags(r -> r.resourceIdList(arn)).resourceTagList().get(0).tagsList())
        .extracting(Tag::key)
        .containsExactly("k");
    trails.removeTags(r -> r.resourceId(arn).tagsList(t -> t.key("k")));
    assertThat(trails.listTags(r -> r.resourceIdList(arn)).resourceTagList().get(0).tagsList())
        .isEmpty();
  }

  @Test
  void ofTheOrganisationIsSeenAndNotChanged() {
    world.in(
        call -> {
          CloudTrail.of(call).addOrganizationTrail("org", "999999999999", "eu-west-1", call);
          CloudTrail.of(call).deliveryError("org", "AccessDenied");
        });
    Trail trail = trails.describeTrails(r -> {}).trailList().get(0);
    assertThat(trail.isOrganizationTrail()).isTrue();
    assertThat(trail.homeRegion()).isEqualTo("eu-west-1");
    GetTrailStatusResponse status = trails.getTrailStatus(r -> r.name(trail.trailARN()));
    assertThat(status.isLogging()).isTrue();
    assertThat(status.latestDeliveryError()).isEqualTo("AccessDenied");
    assertThat(refusal(() -> trails.stopLogging(r -> r.name(trail.trailARN()))))
        .startsWith("NotOrganizationMasterAccountException: ");
    world.in(call -> CloudTrail.of(call).stopOrganizationTrail("org", call));
    assertThat(trails.getTrailStatus(r -> r.name(trail.trailARN())).isLogging()).isFalse();
  }

  @Test
  void findsRecentEventsWithoutATrail() {
    world.client(Ec2Client::builder).createKeyPair(r -> r.keyName("a"));
    world.clock.advance(Duration.ofHours(1));
    world.client(Ec2Client::builder).createKeyPair(r -> r.keyName("b"));
    LookupEventsResponse first =
        trails.lookupEvents(
            r ->
                r.maxResults(1)
                    .lookupAttributes(
                        a -> a.attributeKey("EventName").attributeValue("CreateKeyPair")));
    assertThat(first.events().get(0).cloudTrailEvent()).contains("\"keyName\":\"b\"");
    assertThat(first.events().get(0).username()).isEqualTo("owner");
    assertThat(first.nextToken()).isNotNull();
    assertThat(trails.lookupEvents(r -> r.endTime(Instant.parse("2026-01-01T00:30:00Z"))).events())
        .extracting(Event::eventName)
        .containsExactly("CreateKeyPair");
    assertThat(europe.lookupEvents(r -> {}).events()).isEmpty();
    assertThat(refusal(() -> trails.lookupEvents(r -> r.maxResults(51))))
        .startsWith("InvalidMaxResultsException: ");
  }

  @Test
  void isMadeByStacks() {
    CloudFormationClient stacks = world.client(CloudFormationClient::builder);
    String template =
        """
        Resources:
          Trail:
            Type: AWS::CloudTrail::Trail
            Properties:
              TrailName: game
              S3BucketName: logs
              IsLogging: %s
              EventSelectors:
                - ReadWriteType: WriteOnly
        """;
    stacks.createStack(r -> r.stackName("game").templateBody(template.formatted(true)));
    assertThat(isLogging("game")).isTrue();
    assertThat(
            trails
                .getEventSelectors(r -> r.trailName("game"))
                .eventSelectors()
                .get(0)
                .readWriteType())
        .isEqualTo(ReadWriteType.WRITE_ONLY);
    stacks.updateStack(r -> r.stackName("game").templateBody(template.formatted(false)));
    assertThat(isLogging("game")).isFalse();
    stacks.deleteStack(r -> r.stackName("game"));
    assertThat(trails.listTrails(r -> {}).trails()).isEmpty();
  }
}
