package dev.referee.testkit.embedded.iam;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.Map;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.DeleteInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.RemoveRoleFromInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.Role;

/** The resource type {@code AWS::IAM::InstanceProfile}. */
final class InstanceProfileResourceType {
  private InstanceProfileResourceType() {}

  static Made create(Properties properties, Call call) {
    String name = properties.name("InstanceProfileName");
    CreateInstanceProfileRequest request =
        properties
            .as(CreateInstanceProfileRequest.class, CreateInstanceProfileRequest.builder())
            .toBuilder()
            .instanceProfileName(name)
            .build();
    InstanceProfile profile = IamProfiles.create(request, call).instanceProfile();
    for (JsonNode role : properties.json().path("Roles")) {
      IamProfiles.addRole(
          AddRoleToInstanceProfileRequest.builder()
              .instanceProfileName(name)
              .roleName(role.asText())
              .build(),
          call);
    }
    return new Made(name, Map.of("Arn", profile.arn()));
  }

  static void delete(String name, Call call) {
    for (Role role : IamState.of(call).profile(name).roles()) {
      IamProfiles.removeRole(
          RemoveRoleFromInstanceProfileRequest.builder()
              .instanceProfileName(name)
              .roleName(role.roleName())
              .build(),
          call);
    }
    IamProfiles.delete(
        DeleteInstanceProfileRequest.builder().instanceProfileName(name).build(), call);
  }
}
