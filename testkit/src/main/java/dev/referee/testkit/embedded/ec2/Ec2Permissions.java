package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

/** The permissions of EC2. */
final class Ec2Permissions implements ServicePermissions {
  private static final Set<String> PASSING =
      Set.of("RunInstances", "AssociateIamInstanceProfile", "ReplaceIamInstanceProfileAssociation");

  @Override
  public boolean lists(String operation) {
    return operation.startsWith("Describe") && !RequestedEc2Resources.isKnown(operation);
  }

  @Override
  public List<NeededPermission> needed(AuthorizedRequest request) {
    return lists(request.operation())
        ? List.of(new NeededPermission(request.action(), "*"))
        : new RequestedEc2Resources(request.operation(), request.call()).of(request.request());
  }

  @Override
  public List<NeededPermission> passedRoles(AuthorizedRequest request) {
    Call call = request.call();
    if (request.request() instanceof CreateFleetRequest fleet) {
      return fleet.launchTemplateConfigs().stream()
          .map(CapacityPool::specification)
          .map(specification -> RunInstancesRequest.builder().launchTemplate(specification).build())
          .flatMap(one -> passed(one, call).stream())
          .distinct()
          .toList();
    }
    return PASSING.contains(request.operation()) ? passed(request.request(), call) : List.of();
  }

  private static List<NeededPermission> passed(SdkPojo request, Call call) {
    Object profile =
        request instanceof RunInstancesRequest launch
            ? RequestedEc2Resources.overTemplate(Ec2.of(call), launch).iamInstanceProfile()
            : SdkFieldCopier.member(request, "IamInstanceProfile");
    String role = role(profile, call);
    return role == null ? List.of() : List.of(NeededPermission.passing(role, "ec2.amazonaws.com"));
  }

  /** Returns the ARN of the role in an instance profile; null if there is none. */
  private static @Nullable String role(@Nullable Object specification, Call call) {
    if (!(specification instanceof SdkPojo wanted)) {
      return null;
    }
    InstanceProfile profile =
        Iam.of(call)
            .profile(
                (String) SdkFieldCopier.member(wanted, "Arn"),
                (String) SdkFieldCopier.member(wanted, "Name"));
    return profile == null || profile.roles().isEmpty() ? null : profile.roles().get(0).arn();
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    Map<String, String> tags = new LinkedHashMap<>();
    Ec2.of(call)
        .tags
        .of(arn.substring(arn.lastIndexOf('/') + 1))
        .forEach(tag -> tags.put(tag.key(), tag.value()));
    return tags;
  }
}
