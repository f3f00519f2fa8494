package dev.referee.testkit.embedded.kms;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.TagResourceResponse;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UntagResourceResponse;

/** The tags of KMS keys. */
final class KmsTags {
  private static final int MOST = 50;

  private KmsTags() {}

  static void addTo(Service service) {
    service
        .on(TagResourceRequest.class, TagResourceRequest::builder, KmsTags::tag)
        .on(UntagResourceRequest.class, UntagResourceRequest::builder, KmsTags::untag)
        .on(ListResourceTagsRequest.class, ListResourceTagsRequest::builder, KmsTags::list);
  }

  private static TagResourceResponse tag(TagResourceRequest request, Call call) {
    KmsKey key = Kms.of(call).key(request.keyId()).notDeleted();
    add(request.tags(), key.tags);
    return TagResourceResponse.builder().build();
  }

  /** Adds tags to those of a key, all of them or none. */
  static void add(List<Tag> more, Map<String, String> tags) {
    Map<String, String> all = new TreeMap<>(tags);
    for (Tag tag : more) {
      if (tag.tagKey().startsWith("aws:")) {
        throw new AwsError(400, "TagException", "Tags beginning with aws: are reserved");
      }
      all.put(tag.tagKey(), tag.tagValue());
    }
    if (all.size() > MOST) {
      throw new AwsError(400, "LimitExceededException", "Too many tags");
    }
    tags.putAll(all);
  }

  private static UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    KmsKey key = Kms.of(call).key(request.keyId()).notDeleted();
    request.tagKeys().forEach(key.tags::remove);
    return UntagResourceResponse.builder().build();
  }

  private static ListResourceTagsResponse list(ListResourceTagsRequest request, Call call) {
    List<Tag> tags =
        Kms.of(call).key(request.keyId()).tags.entrySet().stream()
            .map(tag -> Tag.builder().tagKey(tag.getKey()).tagValue(tag.getValue()).build())
            .toList();
    Page<Tag> page = Page.of(tags, request.limit(), request.marker(), call);
    return ListResourceTagsResponse.builder()
        .tags(page.items())
        .truncated(page.truncated())
        .nextMarker(page.next())
        .build();
  }
}
