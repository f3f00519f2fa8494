package dev.referee.testkit.embedded.iam;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.Role;

/** The resource type {@code AWS::IAM::Role}. */
final class IamRoleResourceType {
  private IamRoleResourceType() {}

  static Made create(Properties properties, Call call) {
    String name = properties.name("RoleName");
    CreateRoleRequest request =
        properties.as(CreateRoleRequest.class, CreateRoleRequest.builder()).toBuilder()
            .roleName(name)
            .build();
    Role role = IamRoles.create(request, call).role();
    for (JsonNode arn : properties.json().path("ManagedPolicyArns")) {
      IamPolicies.attach(
          AttachRolePolicyRequest.builder().roleName(name).policyArn(arn.asText()).build(), call);
    }
    for (JsonNode policy : properties.json().path("Policies")) {
      Properties inline =
          new Properties(policy, name).require(List.of("PolicyDocument", "PolicyName"));
      IamInlinePolicies.put(
          inline.as(PutRolePolicyRequest.class, PutRolePolicyRequest.builder()).toBuilder()
              .roleName(name)
              .build(),
          call);
    }
    return new Made(name, Map.of("Arn", role.arn(), "RoleId", role.roleId()));
  }

  static @Nullable Made update(Made made, Properties before, Properties after, Call call) {
    return IamPolicyResourceTypes.changeRole(made, before, after, call);
  }

  static void delete(String name, Call call) {
    IamRole role = IamState.of(call).role(name);
    role.inline().clear();
    Set.copyOf(role.attached()).forEach(role.attached()::remove);
    IamRoles.delete(DeleteRoleRequest.builder().roleName(name).build(), call);
  }
}
