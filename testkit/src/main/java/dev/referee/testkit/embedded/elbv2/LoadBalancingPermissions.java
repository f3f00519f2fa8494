package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The permissions of Elastic Load Balancing. */
final class LoadBalancingPermissions implements ServicePermissions {

  @Override
  public boolean lists(String operation) {
    return operation.startsWith("Describe");
  }

  /**
   * Returns the resources that the request names at its top level; the targets of rules and
   * listeners need no permission.
   */
  @Override
  public Set<String> resources(AuthorizedRequest request) {
    Set<String> resources = new LinkedHashSet<>();
    String name = request.text("Name");
    if (name != null) {
      String type = "network".equals(request.text("Type")) ? "net" : "app";
      String kind =
          request.operation().equals("CreateTargetGroup")
              ? "targetgroup/"
              : "loadbalancer/" + type + "/";
      resources.add(request.regional() + kind + name + "/*");
    }
    for (String member : List.of("LoadBalancerArn", "ListenerArn", "TargetGroupArn", "RuleArn")) {
      request.add(member, "", resources);
    }
    if (SdkFieldCopier.member(request.request(), "ResourceArns") instanceof Collection<?> arns) {
      arns.forEach(arn -> resources.add(arn.toString()));
    }
    return resources;
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    return LoadBalancing.of(call).tags.all(arn);
  }
}
