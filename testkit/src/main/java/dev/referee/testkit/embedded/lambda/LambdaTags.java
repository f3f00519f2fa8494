package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.ListTagsRequest;
import software.amazon.awssdk.services.lambda.model.ListTagsResponse;
import software.amazon.awssdk.services.lambda.model.TagResourceRequest;
import software.amazon.awssdk.services.lambda.model.TagResourceResponse;
import software.amazon.awssdk.services.lambda.model.UntagResourceRequest;
import software.amazon.awssdk.services.lambda.model.UntagResourceResponse;

/** An emulation of the tags of functions and event source mappings. */
final class LambdaTags {
  private static final String TAGS = "/2017-03-31/tags/{Resource}";

  private LambdaTags() {}

  static void addTo(Service service) {
    service
        .on("POST " + TAGS, TagResourceRequest.class, TagResourceRequest::builder, LambdaTags::tag)
        .on(
            "DELETE " + TAGS,
            UntagResourceRequest.class,
            UntagResourceRequest::builder,
            LambdaTags::untag)
        .on("GET " + TAGS, ListTagsRequest.class, ListTagsRequest::builder, LambdaTags::list);
  }

  /** Returns the tags of a resource, to be changed; null if there is no such resource. */
  static @Nullable Map<String, String> find(String arn, Call call) {
    Lambda lambda = Lambda.of(call);
    for (FunctionRecord function : lambda.functions.values()) {
      if (function.arn.equals(arn)) {
        return function.tags;
      }
    }
    MappingRecord mapping = lambda.mappings.get(arn.substring(arn.lastIndexOf(':') + 1));
    return mapping == null ? null : mapping.tags;
  }

  private static Map<String, String> tags(String arn, Call call) {
    Map<String, String> tags = find(arn, call);
    if (tags == null) {
      throw LambdaErrors.missing("Function not found: " + arn);
    }
    return tags;
  }

  private static TagResourceResponse tag(TagResourceRequest request, Call call) {
    tags(request.resource(), call).putAll(request.tags());
    return TagResourceResponse.builder().build();
  }

  private static UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    tags(request.resource(), call).keySet().removeAll(request.tagKeys());
    return UntagResourceResponse.builder().build();
  }

  private static ListTagsResponse list(ListTagsRequest request, Call call) {
    return ListTagsResponse.builder().tags(tags(request.resource(), call)).build();
  }
}
