package dev.referee.testkit.embedded.events;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.TagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.TagResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceResponse;

/** An emulation of the tags of buses and rules. */
final class EventTags {
  private EventTags() {}

  static void addTo(Service service) {
    service
        .on(TagResourceRequest.class, TagResourceRequest::builder, EventTags::tag)
        .on(UntagResourceRequest.class, UntagResourceRequest::builder, EventTags::untag)
        .on(ListTagsForResourceRequest.class, ListTagsForResourceRequest::builder, EventTags::list);
  }

  static void add(List<Tag> tags, Map<String, String> to) {
    tags.forEach(tag -> to.put(tag.key(), tag.value()));
  }

  private static TagResourceResponse tag(TagResourceRequest request, Call call) {
    add(request.tags(), tags(request.resourceARN(), call));
    return TagResourceResponse.builder().build();
  }

  private static UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    tags(request.resourceARN(), call).keySet().removeAll(request.tagKeys());
    return UntagResourceResponse.builder().build();
  }

  private static ListTagsForResourceResponse list(ListTagsForResourceRequest request, Call call) {
    return ListTagsForResourceResponse.builder()
        .tags(
            tags(request.resourceARN(), call).entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }

  private static Map<String, String> tags(String arn, Call call) {
    Map<String, String> tags = EventBridge.of(call).tags(arn);
    if (tags != null) {
      return tags;
    }
    int rule = arn.indexOf(":rule/");
    if (rule < 0) {
      throw EventErrors.missing(
          "Event bus " + arn.substring(arn.lastIndexOf('/') + 1) + " does not exist.");
    }
    String path = arn.substring(rule + ":rule/".length());
    int slash = path.lastIndexOf('/');
    throw EventErrors.missing(
        "Rule %s does not exist on EventBus %s."
            .formatted(
                path.substring(slash + 1),
                slash < 0 ? EventBridge.DEFAULT : path.substring(0, slash)));
  }
}
