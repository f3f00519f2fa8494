package dev.referee.testkit.embedded.cloudtrail;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The permissions of CloudTrail. */
final class CloudTrailPermissions implements ServicePermissions {
  private static final Set<String> LISTS = Set.of("DescribeTrails", "ListTrails", "LookupEvents");

  @Override
  public boolean lists(String operation) {
    return LISTS.contains(operation);
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    Set<String> resources = new LinkedHashSet<>(ServicePermissions.super.resources(request));
    resources.removeIf(arn -> !arn.startsWith("arn:aws:cloudtrail:"));
    for (String member : List.of("Name", "TrailName")) {
      request.add(member, request.regional() + "trail/", resources);
    }
    return resources;
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    TrailRecord trail = CloudTrail.of(call).trails.get(arn);
    return trail == null ? Map.of() : trail.tags;
  }
}
