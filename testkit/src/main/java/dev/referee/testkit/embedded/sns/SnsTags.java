package dev.referee.testkit.embedded.sns;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import java.util.Map;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.sns.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.sns.model.Tag;
import software.amazon.awssdk.services.sns.model.TagResourceRequest;
import software.amazon.awssdk.services.sns.model.TagResourceResponse;
import software.amazon.awssdk.services.sns.model.UntagResourceRequest;
import software.amazon.awssdk.services.sns.model.UntagResourceResponse;

/** An emulation of the tags of topics. */
final class SnsTags {
  private SnsTags() {}

  static void addTo(Service service) {
    service
        .on(TagResourceRequest.class, TagResourceRequest::builder, SnsTags::tag)
        .on(UntagResourceRequest.class, UntagResourceRequest::builder, SnsTags::untag)
        .on(ListTagsForResourceRequest.class, ListTagsForResourceRequest::builder, SnsTags::list);
  }

  private static TagResourceResponse tag(TagResourceRequest request, Call call) {
    Map<String, String> tags = tags(request.resourceArn(), call);
    request.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
    return TagResourceResponse.builder().build();
  }

  private static UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    tags(request.resourceArn(), call).keySet().removeAll(request.tagKeys());
    return UntagResourceResponse.builder().build();
  }

  private static ListTagsForResourceResponse list(ListTagsForResourceRequest request, Call call) {
    return ListTagsForResourceResponse.builder()
        .tags(
            tags(request.resourceArn(), call).entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }

  private static Map<String, String> tags(String arn, Call call) {
    TopicRecord topic = Sns.of(call).topics.get(arn);
    if (topic == null) {
      throw new AwsError(404, "ResourceNotFound", "Resource does not exist");
    }
    return topic.tags;
  }
}
