package dev.referee.testkit.embedded.sns;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The permissions of SNS. */
final class SnsPermissions implements ServicePermissions {
  private static final Set<String> LISTS = Set.of("ListSubscriptions", "ListTopics");

  @Override
  public boolean lists(String operation) {
    return LISTS.contains(operation);
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    Set<String> resources = new LinkedHashSet<>();
    String subscription = request.text("SubscriptionArn");
    if (subscription != null && subscription.startsWith("arn:")) {
      resources.add(subscription.substring(0, subscription.lastIndexOf(':')));
    } else if (request.operation().equals("CreateTopic")) {
      request.add("Name", request.regional(), resources);
    } else {
      for (String member : new String[] {"TopicArn", "TargetArn", "ResourceArn"}) {
        request.add(member, "", resources);
      }
    }
    return resources;
  }

  @Override
  public ListMultimap<String, String> keys(AuthorizedRequest request, String resource) {
    String protocol = request.text("Protocol");
    String endpoint = request.text("Endpoint");
    return protocol == null || endpoint == null
        ? ImmutableListMultimap.of()
        : ImmutableListMultimap.of("sns:Protocol", protocol, "sns:Endpoint", endpoint);
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    TopicRecord topic = Sns.of(call).topics.get(arn);
    return topic == null ? Map.of() : topic.tags;
  }

  @Override
  public boolean allowedByResource(AuthorizedRequest request) {
    return resources(request).stream()
        .map(arn -> Sns.of(request.call()).topics.get(arn))
        .anyMatch(
            topic ->
                topic != null
                    && ResourcePolicy.of(topic.policy())
                        .allowsByName(
                            request.call(),
                            request.action(),
                            topic.arn,
                            ImmutableListMultimap.of("aws:SourceOwner", topic.owner)));
  }
}
