package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;

import dev.referee.Permissions;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.iam.Access;
import dev.referee.iam.Policy;
import dev.referee.iam.Principal;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * A reader of all policies of a role: inline and managed policies, and the permissions boundary.
 */
final class SpawnerStoppedRolePolicies {
  static final Permissions READS =
      Permissions.ofReads(
          "iam:GetPolicy",
          "iam:GetPolicyVersion",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListAttachedRolePolicies",
          "iam:ListRolePolicies");

  private final IamClient iam;
  private final Role role;
  private final Access.Builder access;

  private SpawnerStoppedRolePolicies(IamClient iam, Role role) {
    this.iam = iam;
    this.role = role;
    this.access = Access.of(Principal.role(role.arn()));
  }

  /**
   * Returns what a role may do.
   *
   * @throws dev.referee.Inconclusive when a policy could not be read
   */
  static Access read(IamClient iam, Role role) {
    return new SpawnerStoppedRolePolicies(iam, role).read();
  }

  private Access read() {
    iam.listRolePoliciesPaginator(request -> request.roleName(role.roleName())).stream()
        .flatMap(page -> page.policyNames().stream())
        .forEach(this::inline);
    iam.listAttachedRolePoliciesPaginator(request -> request.roleName(role.roleName())).stream()
        .flatMap(page -> page.attachedPolicies().stream())
        .map(AttachedPolicy::policyArn)
        .forEach(arn -> managed(arn).ifPresent(access::identity));
    // Only GetRole returns the boundary.
    AwsLookups.found(() -> iam.getRole(request -> request.roleName(role.roleName())))
        .flatMap(answer -> Optional.ofNullable(answer.role().permissionsBoundary()))
        .map(AttachedPermissionsBoundary::permissionsBoundaryArn)
        .flatMap(this::managed)
        .ifPresent(access::boundary);
    return access.build();
  }

  private void inline(String name) {
    AwsLookups.found(
            () -> iam.getRolePolicy(request -> request.roleName(role.roleName()).policyName(name)))
        .map(
            answer ->
                Policy.of("inline policy '" + name + "'", nullToEmpty(answer.policyDocument())))
        .ifPresent(access::identity);
  }

  private Optional<Policy> managed(String arn) {
    return AwsLookups.found(() -> iam.getPolicy(request -> request.policyArn(arn)))
        .map(answer -> answer.policy().defaultVersionId())
        .flatMap(
            version ->
                AwsLookups.found(
                    () ->
                        iam.getPolicyVersion(request -> request.policyArn(arn).versionId(version))))
        .map(
            answer -> {
              AnswerReader.complete("GetPolicyVersion", answer.policyVersion(), "Document");
              return Policy.of("managed policy " + arn, answer.policyVersion().document());
            });
  }
}
