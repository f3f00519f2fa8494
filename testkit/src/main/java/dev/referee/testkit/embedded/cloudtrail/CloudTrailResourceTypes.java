package dev.referee.testkit.embedded.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailResponse;

/** The CloudFormation resource types of CloudTrail. */
final class CloudTrailResourceTypes {
  private CloudTrailResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.of(
                "AWS::CloudTrail::Trail",
                CloudTrailResourceTypes::trail,
                (name, call) ->
                    Trails.delete(DeleteTrailRequest.builder().name(name).build(), call))
            .changedBy(CloudTrailResourceTypes::change)
            .requiring("IsLogging", "S3BucketName")
            .identifiedBy("Name"));
  }

  private static Made trail(Properties properties, Call call) {
    String name = properties.name("TrailName");
    ObjectNode json = properties.json().deepCopy();
    CreateTrailResponse made =
        Trails.create(
            new Properties(renamed(json), name)
                .as(CreateTrailRequest.class, CreateTrailRequest.builder()).toBuilder()
                    .name(name)
                    .build(),
            call);
    try {
      apply(properties, name, call);
    } catch (AwsError refused) {
      CloudTrail.of(call).trails.remove(made.trailARN());
      throw refused;
    }
    return made(name, made.trailARN(), made.snsTopicARN());
  }

  private static Made made(String name, String arn, @Nullable String topicArn) {
    return new Made(name, Map.of("Arn", arn, "SnsTopicArn", Strings.nullToEmpty(topicArn)));
  }

  /** Two properties have other names than in the requests. */
  private static ObjectNode renamed(ObjectNode json) {
    Map.of("KMSKeyId", "KmsKeyId", "Tags", "TagsList")
        .forEach(
            (property, member) -> {
              if (json.has(property)) {
                json.set(member, json.get(property));
              }
            });
    return json;
  }

  /** Starts or ends logging, and puts the event selectors where there are some. */
  private static void apply(Properties properties, String name, Call call) {
    JsonNode json = properties.json();
    if (json.path("EventSelectors").size() > 0 || json.path("AdvancedEventSelectors").size() > 0) {
      Trails.putSelectors(
          new Properties(json, name)
              .as(PutEventSelectorsRequest.class, PutEventSelectorsRequest.builder()).toBuilder()
                  .trailName(name)
                  .build(),
          call);
    }
    if (json.path("IsLogging").asBoolean()) {
      Trails.start(StartLoggingRequest.builder().name(name).build(), call);
    } else {
      Trails.stop(StopLoggingRequest.builder().name(name).build(), call);
    }
  }

  private static @Nullable Made change(Made made, Properties before, Properties after, Call call) {
    String name = after.name("TrailName");
    if (!before.name("TrailName").equals(name)) {
      return null;
    }
    UpdateTrailResponse changed =
        Trails.update(
            new Properties(renamed(after.json().deepCopy()), name)
                .as(UpdateTrailRequest.class, UpdateTrailRequest.builder()).toBuilder()
                    .name(name)
                    .build(),
            call);
    apply(after, name, call);
    return made(name, changed.trailARN(), changed.snsTopicARN());
  }
}
