package dev.referee.testkit.embedded.iam;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;

/** The CloudFormation resource types Policy and ManagedPolicy of IAM, and changes of roles. */
final class IamPolicyResourceTypes {
  private IamPolicyResourceTypes() {}

  /** Puts an inline policy on roles. */
  static Made policy(Properties properties, Call call) {
    String name = properties.name("PolicyName");
    for (JsonNode role : properties.json().path("Roles")) {
      put(role.asText(), name, properties.json().path("PolicyDocument"), call);
    }
    return new Made(name, Map.of("Id", name));
  }

  private static void put(String role, String name, JsonNode document, Call call) {
    IamInlinePolicies.put(
        PutRolePolicyRequest.builder()
            .roleName(role)
            .policyName(name)
            .policyDocument(document.isTextual() ? document.asText() : document.toString())
            .build(),
        call);
  }

  static @Nullable Made changePolicy(Made made, Properties before, Properties after, Call call) {
    if (!before.name("PolicyName").equals(after.name("PolicyName"))) {
      return null;
    }
    deletePolicy(made.physicalId(), call);
    return policy(after, call);
  }

  static void deletePolicy(String name, Call call) {
    IamState.of(call).roles().values().forEach(role -> role.inline().remove(name));
  }

  static Made managedPolicy(Properties properties, Call call) {
    JsonNode document = properties.json().path("PolicyDocument");
    String arn =
        IamPolicies.create(
                CreatePolicyRequest.builder()
                    .policyName(properties.name("ManagedPolicyName"))
                    .path(properties.json().path("Path").asText(null))
                    .policyDocument(document.isTextual() ? document.asText() : document.toString())
                    .build(),
                call)
            .policy()
            .arn();
    for (JsonNode role : properties.json().path("Roles")) {
      IamPolicies.attach(
          AttachRolePolicyRequest.builder().roleName(role.asText()).policyArn(arn).build(), call);
    }
    return new Made(arn, Map.of("PolicyArn", arn));
  }

  static void deleteManagedPolicy(String arn, Call call) {
    IamState.of(call).roles().values().forEach(role -> role.attached().remove(arn));
    IamPolicies.delete(DeletePolicyRequest.builder().policyArn(arn).build(), call);
  }

  /** Changes the trust and the policies of a role; another name or path takes another role. */
  static @Nullable Made changeRole(Made made, Properties before, Properties after, Call call) {
    for (String fixed : Set.of("RoleName", "Path")) {
      if (!before.json().path(fixed).equals(after.json().path(fixed))) {
        return null;
      }
    }
    String name = made.physicalId();
    IamRole role = IamState.of(call).role(name);
    JsonNode given = after.json().path("AssumeRolePolicyDocument");
    String trust = given.isTextual() ? given.asText() : given.toString();
    new TrustPrincipals(call).check(trust);
    role.become(role.role().toBuilder().assumeRolePolicyDocument(trust).build());
    for (JsonNode arn : before.json().path("ManagedPolicyArns")) {
      role.attached().remove(arn.asText());
    }
    for (JsonNode arn : after.json().path("ManagedPolicyArns")) {
      IamPolicies.attach(
          AttachRolePolicyRequest.builder().roleName(name).policyArn(arn.asText()).build(), call);
    }
    for (JsonNode policy : before.json().path("Policies")) {
      role.inline().remove(policy.path("PolicyName").asText());
    }
    for (JsonNode policy : after.json().path("Policies")) {
      put(name, policy.path("PolicyName").asText(), policy.path("PolicyDocument"), call);
    }
    return made;
  }
}
