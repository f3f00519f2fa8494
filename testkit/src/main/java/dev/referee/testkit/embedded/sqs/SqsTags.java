package dev.referee.testkit.embedded.sqs;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsResponse;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueResponse;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueResponse;

/** An emulation of the tags of queues. */
final class SqsTags {
  private SqsTags() {}

  static void addTo(Service service) {
    service
        .on(TagQueueRequest.class, TagQueueRequest::builder, SqsTags::tag)
        .on(UntagQueueRequest.class, UntagQueueRequest::builder, SqsTags::untag)
        .on(ListQueueTagsRequest.class, ListQueueTagsRequest::builder, SqsTags::list);
  }

  private static TagQueueResponse tag(TagQueueRequest request, Call call) {
    Sqs.queue(request.queueUrl(), "sqs:TagQueue", call).tags.putAll(request.tags());
    return TagQueueResponse.builder().build();
  }

  private static UntagQueueResponse untag(UntagQueueRequest request, Call call) {
    Sqs.queue(request.queueUrl(), "sqs:UntagQueue", call)
        .tags
        .keySet()
        .removeAll(request.tagKeys());
    return UntagQueueResponse.builder().build();
  }

  private static ListQueueTagsResponse list(ListQueueTagsRequest request, Call call) {
    return ListQueueTagsResponse.builder()
        .tags(Sqs.queue(request.queueUrl(), "sqs:ListQueueTags", call).tags)
        .build();
  }
}
