package dev.referee.testkit.embedded.cloudformation;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The permissions of CloudFormation itself; a stack's resources need their own. */
final class CloudFormationPermissions implements ServicePermissions {

  /** Returns the stack, whose ARN ends with an id; one that is not there yet has any. */
  @Override
  public Set<String> resources(AuthorizedRequest request) {
    String name = request.text("StackName");
    if (name == null) {
      return Set.of();
    }
    StackRecord stack = CloudFormation.of(request.call()).find(name);
    String any = request.regional() + "stack/" + name + "/*";
    return Set.of(stack != null ? stack.id() : name.startsWith("arn:") ? name : any);
  }

  @Override
  public ListMultimap<String, String> keys(AuthorizedRequest request, String resource) {
    String role = request.text("RoleARN");
    return role == null
        ? ImmutableListMultimap.of()
        : ImmutableListMultimap.of("cloudformation:RoleArn", role);
  }

  @Override
  public List<NeededPermission> passedRoles(AuthorizedRequest request) {
    String role = request.text("RoleARN");
    return role == null
        ? List.of()
        : List.of(NeededPermission.passing(role, "cloudformation.amazonaws.com"));
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    Map<String, String> tags = new LinkedHashMap<>();
    StackRecord stack = CloudFormation.of(call).find(arn);
    if (stack != null) {
      stack.input().tags().forEach(tag -> tags.put(tag.key(), tag.value()));
    }
    return tags;
  }
}
