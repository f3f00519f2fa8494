package dev.referee.testkit.embedded.iam;

import com.google.common.collect.ImmutableListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.ec2.CapacityPool;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.ec2.RequestedEc2Resources;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.ssm.HostManagement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

/**
 * Finds the role that a request passes to a service, for which the caller needs {@code
 * iam:PassRole}.
 *
 * @param service the signing name of the service that is called
 * @param operation the operation
 * @param call who calls
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html">Grant
 *     a user permissions to pass a role to an AWS service</a>
 */
record PassedRoles(String service, String operation, Call call) {

  /** Returns the permissions to pass what a request passes; none where it passes no role. */
  List<NeededPermission> of(SdkPojo request) {
    return switch (service) {
      case "ec2" ->
          request instanceof CreateFleetRequest fleet
              ? fleet.launchTemplateConfigs().stream()
                  .map(CapacityPool::specification)
                  .map(one -> RunInstancesRequest.builder().launchTemplate(one).build())
                  .flatMap(one -> passed(profile(specified(one)), "ec2.amazonaws.com").stream())
                  .distinct()
                  .toList()
              : operation.equals("RunInstances")
                      || operation.equals("AssociateIamInstanceProfile")
                      || operation.equals("ReplaceIamInstanceProfileAssociation")
                  ? passed(profile(specified(request)), "ec2.amazonaws.com")
                  : List.of();
      case "iam" ->
          operation.equals("AddRoleToInstanceProfile")
                  && SdkFieldCopier.member(request, "RoleName") instanceof String name
              ? passed(role(name), "ec2.amazonaws.com")
              : List.of();
      case "cloudformation" ->
          SdkFieldCopier.member(request, "RoleARN") instanceof String arn
              ? passed(arn, "cloudformation.amazonaws.com")
              : List.of();
      case "ssm" ->
          operation.equals("UpdateServiceSetting")
                  && SdkFieldCopier.member(request, "SettingValue") instanceof String value
                  && !value.equals(HostManagement.NONE)
              ? passed(role(value.substring(value.lastIndexOf('/') + 1)), "ssm.amazonaws.com")
              : List.of();
      default -> List.of();
    };
  }

  private @Nullable Object specified(SdkPojo request) {
    return request instanceof RunInstancesRequest launch
        ? RequestedEc2Resources.overTemplate(Ec2.of(call), launch).iamInstanceProfile()
        : SdkFieldCopier.member(request, "IamInstanceProfile");
  }

  private static List<NeededPermission> passed(@Nullable String roleArn, String to) {
    return roleArn == null
        ? List.of()
        : List.of(
            new NeededPermission(
                "iam:PassRole", roleArn, ImmutableListMultimap.of("iam:PassedToService", to)));
  }

  /** Returns the ARN of the role in an instance profile; null when there is none. */
  private @Nullable String profile(@Nullable Object specification) {
    if (!(specification instanceof SdkPojo wanted)) {
      return null;
    }
    Object arn = SdkFieldCopier.member(wanted, "Arn");
    Object name = SdkFieldCopier.member(wanted, "Name");
    return IamState.of(call).profiles().values().stream()
        .filter(one -> one.arn().equals(arn) || one.instanceProfileName().equals(name))
        .map(InstanceProfile::roles)
        .flatMap(List::stream)
        .map(role -> role.arn())
        .findFirst()
        .orElse(null);
  }

  private String role(String name) {
    IamRole role = IamState.of(call).roles().get(name);
    return role == null ? IamState.arn(call, "role", null, name) : role.role().arn();
  }
}
