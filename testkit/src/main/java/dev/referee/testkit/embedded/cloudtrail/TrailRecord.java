package dev.referee.testkit.embedded.cloudtrail;

import dev.referee.testkit.embedded.common.Call;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.Trail;

/** A trail. */
final class TrailRecord {
  final String name;
  final String arn;
  final String homeRegion;
  final Map<String, String> tags = new LinkedHashMap<>();
  String bucket;
  @Nullable String prefix;
  @Nullable String topic;
  boolean globalServices = true;
  boolean multiRegion;
  boolean validation;
  boolean organization;
  @Nullable String logGroup;
  @Nullable String logRole;
  @Nullable String kmsKey;
  @Nullable Instant started;
  @Nullable Instant stopped;
  boolean logging;
  String deliveryError = "";
  TrailSelectors selectors = TrailSelectors.DEFAULT;

  TrailRecord(String name, String homeRegion, String account, String bucket) {
    this.name = name;
    this.homeRegion = homeRegion;
    this.bucket = bucket;
    this.arn = "arn:aws:cloudtrail:%s:%s:trail/%s".formatted(homeRegion, account, name);
  }

  void start(Instant now) {
    logging = true;
    started = now;
  }

  void stop(Instant now) {
    logging = false;
    stopped = now;
  }

  /** Returns whether it is seen in a Region: there it is a shadow if its home is elsewhere. */
  boolean isIn(String region) {
    return multiRegion || homeRegion.equals(region);
  }

  /** Returns whether it logs a call now. */
  boolean logs(RecordedCall call, boolean global) {
    return logging && isIn(call.region()) && (!global || globalServices) && selectors.select(call);
  }

  @Nullable String topicArn(Call call) {
    return topic == null || topic.startsWith("arn:")
        ? topic
        : "arn:aws:sns:%s:%s:%s".formatted(homeRegion, call.accountId(), topic);
  }

  /** Shows the name of the topic too, as CloudTrail still does. */
  @SuppressWarnings("deprecation")
  Trail shown(Call call) {
    String topicArn = topicArn(call);
    return Trail.builder()
        .name(name)
        .trailARN(arn)
        .homeRegion(homeRegion)
        .s3BucketName(bucket)
        .s3KeyPrefix(prefix)
        .snsTopicName(topic)
        .snsTopicARN(topicArn)
        .includeGlobalServiceEvents(globalServices)
        .isMultiRegionTrail(multiRegion)
        .logFileValidationEnabled(validation)
        .isOrganizationTrail(organization)
        .cloudWatchLogsLogGroupArn(logGroup)
        .cloudWatchLogsRoleArn(logRole)
        .kmsKeyId(kmsKey)
        .hasCustomEventSelectors(!selectors.equals(TrailSelectors.DEFAULT))
        .hasInsightSelectors(false)
        .build();
  }
}
