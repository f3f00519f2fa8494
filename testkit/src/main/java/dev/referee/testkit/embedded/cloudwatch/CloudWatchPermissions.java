package dev.referee.testkit.embedded.cloudwatch;

import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.RequestTags;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The permissions of CloudWatch, whose actions begin with {@code cloudwatch}. */
final class CloudWatchPermissions implements ServicePermissions {
  private static final Set<String> ON_ALARMS =
      Set.of(
          "DeleteAlarms",
          "DescribeAlarmHistory",
          "DescribeAlarms",
          "DisableAlarmActions",
          "EnableAlarmActions",
          "ListTagsForResource",
          "PutCompositeAlarm",
          "PutMetricAlarm",
          "SetAlarmState",
          "TagResource",
          "UntagResource");

  @Override
  public List<NeededPermission> needed(AuthorizedRequest request) {
    String action = "cloudwatch:" + request.operation();
    ListMultimap<String, String> tags = RequestTags.of(request.request());
    return resources(request).stream()
        .map(resource -> new NeededPermission(action, resource, tags))
        .toList();
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    Set<String> resources = new LinkedHashSet<>();
    if (ON_ALARMS.contains(request.operation())) {
      String prefix =
          "arn:aws:cloudwatch:%s:%s:alarm:"
              .formatted(request.call().region(), request.call().accountId());
      request.add("AlarmName", prefix, resources);
      request.add("ResourceARN", prefix, resources);
      if (SdkFieldCopier.member(request.request(), "AlarmNames") instanceof List<?> names) {
        names.forEach(name -> resources.add(prefix + name));
      }
    }
    return resources.isEmpty() ? Set.of("*") : resources;
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    AlarmRecord alarm = CloudWatch.of(call).withArn(arn);
    return alarm == null ? Map.of() : alarm.tags;
  }
}
