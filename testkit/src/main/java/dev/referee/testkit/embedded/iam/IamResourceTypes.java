package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.service.ResourceType;
import java.util.List;

/** The CloudFormation resource types of IAM. */
final class IamResourceTypes {
  private IamResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.of(
                "AWS::IAM::InstanceProfile",
                InstanceProfileResourceType::create,
                InstanceProfileResourceType::delete)
            .requiring("Roles")
            .identifiedBy("InstanceProfileName"),
        ResourceType.of(
                "AWS::IAM::ManagedPolicy",
                IamPolicyResourceTypes::managedPolicy,
                IamPolicyResourceTypes::deleteManagedPolicy)
            .requiring("PolicyDocument")
            .identifiedBy("PolicyArn")
            .calling("CreatePolicy", "DeletePolicy"),
        ResourceType.of(
                "AWS::IAM::Policy",
                IamPolicyResourceTypes::policy,
                IamPolicyResourceTypes::deletePolicy)
            .changedBy(IamPolicyResourceTypes::changePolicy)
            .requiring("PolicyDocument", "PolicyName")
            .identifiedBy("PolicyName")
            .calling("PutRolePolicy", "DeleteRolePolicy"),
        ResourceType.of("AWS::IAM::Role", IamRoleResourceType::create, IamRoleResourceType::delete)
            .changedBy(IamRoleResourceType::update)
            .requiring("AssumeRolePolicyDocument")
            .identifiedBy("RoleName")
            .calling("CreateRole", "UpdateAssumeRolePolicy", "DeleteRole"));
  }
}
