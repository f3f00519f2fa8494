package dev.referee.testkit.embedded.cloudwatch;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.Tag;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceResponse;

/** An emulation of the tags of alarms. */
final class CloudWatchTags {
  private CloudWatchTags() {}

  static void addTo(Service service) {
    service
        .on(TagResourceRequest.class, TagResourceRequest::builder, CloudWatchTags::tag)
        .on(UntagResourceRequest.class, UntagResourceRequest::builder, CloudWatchTags::untag)
        .on(
            ListTagsForResourceRequest.class,
            ListTagsForResourceRequest::builder,
            CloudWatchTags::list);
  }

  private static Map<String, String> tags(String arn, Call call) {
    AlarmRecord alarm = CloudWatch.of(call).withArn(arn);
    if (alarm == null) {
      throw new AwsError(404, "ResourceNotFoundException", "Unknown resource: " + arn);
    }
    return alarm.tags;
  }

  private static TagResourceResponse tag(TagResourceRequest request, Call call) {
    Map<String, String> tags = tags(request.resourceARN(), call);
    request.tags().forEach(tag -> tags.put(tag.key(), Strings.nullToEmpty(tag.value())));
    return TagResourceResponse.builder().build();
  }

  private static UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    request.tagKeys().forEach(tags(request.resourceARN(), call)::remove);
    return UntagResourceResponse.builder().build();
  }

  private static ListTagsForResourceResponse list(ListTagsForResourceRequest request, Call call) {
    List<Tag> tags =
        tags(request.resourceARN(), call).entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    return ListTagsForResourceResponse.builder().tags(tags).build();
  }
}
