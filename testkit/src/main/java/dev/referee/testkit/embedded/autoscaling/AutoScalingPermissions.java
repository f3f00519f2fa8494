package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkPojo;

/** The permissions of Auto Scaling, whose ARNs end with names. */
final class AutoScalingPermissions implements ServicePermissions {
  private static final Pattern POLICY_GROUP =
      Pattern.compile(":autoScalingGroupName/(.+):policyName/");

  @Override
  public boolean lists(String operation) {
    return operation.startsWith("Describe");
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    Set<String> resources = new LinkedHashSet<>();
    String group = request.regional() + "autoScalingGroup:*:autoScalingGroupName/";
    if (request.operation().endsWith("LaunchConfiguration")) {
      request.add(
          "LaunchConfigurationName",
          request.regional() + "launchConfiguration:*:launchConfigurationName/",
          resources);
      return resources;
    }
    request.add("AutoScalingGroupName", group, resources);
    // The ARN of a scaling policy names its group.
    Matcher policy = POLICY_GROUP.matcher(Objects.toString(request.text("PolicyName"), ""));
    if (resources.isEmpty() && policy.find()) {
      resources.add(group + policy.group(1));
    }
    String id = request.text("InstanceId");
    if (resources.isEmpty() && id != null) {
      AutoScaling.of(request.call()).groups.values().stream()
          .filter(one -> one.members.containsKey(id))
          .forEach(one -> resources.add(group + one.name()));
    }
    if (resources.isEmpty()
        && SdkFieldCopier.member(request.request(), "Tags") instanceof Collection<?> tags) {
      for (Object tag : tags) {
        if (SdkFieldCopier.member((SdkPojo) tag, "ResourceId") instanceof String name) {
          resources.add(AuthorizedRequest.arn(name, group));
        }
      }
    }
    return resources;
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    Map<String, String> tags = new LinkedHashMap<>();
    ScalingGroup group = AutoScaling.of(call).groups.get(arn.substring(arn.lastIndexOf('/') + 1));
    if (group != null) {
      group.tags.values().forEach(tag -> tags.put(tag.key(), tag.value()));
    }
    return tags;
  }
}
