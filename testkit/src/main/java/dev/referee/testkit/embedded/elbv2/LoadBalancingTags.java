package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveTagsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TagDescription;

/** The tags of load balancers, target groups, listeners and rules, by ARN. */
final class LoadBalancingTags {
  private static final int MOST = 50;

  private final Map<String, Map<String, String>> byArn = new LinkedHashMap<>();

  /** Notes that there is something that can be tagged, with its first tags. */
  void begin(String arn, List<Tag> tags) {
    byArn.put(arn, new LinkedHashMap<>());
    put(arn, tags);
  }

  void forget(String arn) {
    byArn.remove(arn);
  }

  /** Returns the tags of something; none where there is no such thing. */
  Map<String, String> all(String arn) {
    return byArn.getOrDefault(arn, Map.of());
  }

  AddTagsResponse add(AddTagsRequest request, Call call) {
    request.resourceArns().forEach(this::of);
    request.resourceArns().forEach(arn -> put(arn, request.tags()));
    return AddTagsResponse.builder().build();
  }

  RemoveTagsResponse remove(RemoveTagsRequest request, Call call) {
    request.resourceArns().forEach(arn -> of(arn).keySet().removeAll(request.tagKeys()));
    return RemoveTagsResponse.builder().build();
  }

  DescribeTagsResponse describe(DescribeTagsRequest request, Call call) {
    return DescribeTagsResponse.builder()
        .tagDescriptions(
            request.resourceArns().stream()
                .map(arn -> TagDescription.builder().resourceArn(arn).tags(listed(of(arn))).build())
                .toList())
        .build();
  }

  private static List<Tag> listed(Map<String, String> tags) {
    List<Tag> listed = new ArrayList<>();
    tags.forEach((key, value) -> listed.add(Tag.builder().key(key).value(value).build()));
    return listed;
  }

  private void put(String arn, List<Tag> tags) {
    Map<String, String> all = of(arn);
    tags.forEach(tag -> all.put(tag.key(), tag.value() == null ? "" : tag.value()));
    if (all.size() > MOST) {
      throw LoadBalancing.error("TooManyTags", "A resource can have at most " + MOST + " tags");
    }
  }

  private Map<String, String> of(@Nullable String arn) {
    Map<String, String> found = byArn.get(arn);
    if (found != null) {
      return found;
    }
    String named = String.valueOf(arn);
    throw named.contains(":targetgroup/")
        ? TargetGroups.notFound(named)
        : named.contains(":listener-rule/")
            ? ListenerRules.notFound(named)
            : named.contains(":listener/")
                ? Listeners.notFound(named)
                : LoadBalancers.notFound(named);
  }
}
