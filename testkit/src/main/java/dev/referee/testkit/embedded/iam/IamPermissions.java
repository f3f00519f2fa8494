package dev.referee.testkit.embedded.iam;

import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The permissions of IAM. */
final class IamPermissions implements ServicePermissions {

  @Override
  public boolean lists(String operation) {
    return false;
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    Set<String> resources = new LinkedHashSet<>();
    new RequestedIamResources(request.operation(), request.call())
        .add(request.request(), resources);
    return resources;
  }

  @Override
  public ListMultimap<String, String> keys(AuthorizedRequest request, String resource) {
    return new RequestedIamResources(request.operation(), request.call())
        .keys(request.request(), resource);
  }

  @Override
  public List<NeededPermission> passedRoles(AuthorizedRequest request) {
    String role = request.text("RoleName");
    return request.operation().equals("AddRoleToInstanceProfile") && role != null
        ? List.of(
            NeededPermission.passing(
                IamState.of(request.call()).roleArn(role, request.call()), "ec2.amazonaws.com"))
        : List.of();
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    IamIdentity found = IamState.of(call).withArn(arn);
    return found instanceof IamRole role
        ? CallerKeys.byKey(role.role().tags())
        : found instanceof IamUser user ? CallerKeys.byKey(user.user().tags()) : Map.of();
  }
}
