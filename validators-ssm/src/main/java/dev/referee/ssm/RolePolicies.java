package dev.referee.ssm;

import static java.util.Objects.requireNonNullElse;

import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.aws.AwsLookups;
import dev.referee.iam.Access;
import dev.referee.iam.Policy;
import dev.referee.iam.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/**
 * The permissions of a role in IAM: managed and inline policies, and the permissions boundary.
 * Unreadable policies are recorded as such.
 *
 * @param identity the managed and the inline policies
 * @param boundary the permissions boundary, if there is one
 * @param unseen why something could not be read, if so
 */
record RolePolicies(List<Policy> identity, List<Policy> boundary, Optional<Inconclusive> unseen) {
  static final Permissions READS =
      Permissions.ofReads(
          "iam:GetPolicy",
          "iam:GetPolicyVersion",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListAttachedRolePolicies",
          "iam:ListRolePolicies");

  private static final String LIST_ATTACHED = "iam:ListAttachedRolePolicies";
  private static final String GET_VERSION = "iam:GetPolicyVersion";

  RolePolicies {
    identity = List.copyOf(identity);
    boundary = List.copyOf(boundary);
  }

  static RolePolicies read(IamClient iam, String roleName) {
    return new Reader(iam, roleName).read();
  }

  /** Returns a builder of the access of a principal with these policies. */
  Access.Builder access(Principal principal) {
    Access.Builder access = Access.of(principal);
    identity.forEach(access::identity);
    boundary.forEach(access::boundary);
    return access;
  }

  private static final class Reader {
    private final IamClient iam;
    private final String role;
    private final List<Policy> identity = new ArrayList<>();
    private final List<Policy> boundary = new ArrayList<>();
    private Optional<Inconclusive> unseen = Optional.empty();

    Reader(IamClient iam, String role) {
      this.iam = iam;
      this.role = role;
    }

    RolePolicies read() {
      some(identity, "the managed policies of " + role, this::managed);
      some(identity, "the inline policies of " + role, this::inline);
      some(boundary, "the permissions boundary of " + role, this::boundary);
      return new RolePolicies(identity, boundary, unseen);
    }

    private List<Policy> managed() {
      List<Policy> found = new ArrayList<>();
      iam.listAttachedRolePoliciesPaginator(request -> request.roleName(role)).stream()
          .flatMap(
              page ->
                  Required.list(
                      LIST_ATTACHED,
                      "AttachedPolicies",
                      page.hasAttachedPolicies(),
                      page.attachedPolicies())
                      .stream())
          .map(policy -> Required.member(LIST_ATTACHED, "PolicyArn", policy.policyArn()))
          .forEach(arn -> some(found, "managed policy " + arn, () -> version(arn)));
      return found;
    }

    private List<Policy> inline() {
      List<Policy> found = new ArrayList<>();
      iam.listRolePoliciesPaginator(request -> request.roleName(role)).stream()
          .flatMap(
              page ->
                  Required.list(
                      "iam:ListRolePolicies",
                      "PolicyNames",
                      page.hasPolicyNames(),
                      page.policyNames())
                      .stream())
          .forEach(
              name ->
                  some(
                      found,
                      "inline policy '" + name + "'",
                      () ->
                          List.of(
                              Policy.of(
                                  "inline policy '" + name + "'",
                                  Required.member(
                                      "iam:GetRolePolicy",
                                      "PolicyDocument",
                                      iam.getRolePolicy(
                                              request -> request.roleName(role).policyName(name))
                                          .policyDocument())))));
      return found;
    }

    private List<Policy> boundary() {
      Optional<String> arn =
          Optional.ofNullable(
                  Required.member(
                          "iam:GetRole",
                          "Role",
                          iam.getRole(request -> request.roleName(role)).role())
                      .permissionsBoundary())
              .map(
                  edge ->
                      Required.member(
                          "iam:GetRole", "PermissionsBoundaryArn", edge.permissionsBoundaryArn()));
      List<Policy> found = new ArrayList<>();
      arn.ifPresent(policy -> some(found, "permissions boundary " + policy, () -> version(policy)));
      return found;
    }

    private List<Policy> version(String arn) {
      var policy =
          Required.member(
              "iam:GetPolicy", "Policy", iam.getPolicy(request -> request.policyArn(arn)).policy());
      String version =
          Required.member("iam:GetPolicy", "DefaultVersionId", policy.defaultVersionId());
      PolicyVersion read =
          Required.member(
              GET_VERSION,
              "PolicyVersion",
              iam.getPolicyVersion(request -> request.policyArn(arn).versionId(version))
                  .policyVersion());
      return List.of(
          Policy.of(
              "managed policy " + arn, Required.member(GET_VERSION, "Document", read.document())));
    }

    /** Adds a policy; an unreadable one if it could not be read; nothing if it no longer exists. */
    private void some(List<Policy> into, String source, Supplier<List<Policy>> read) {
      try {
        into.addAll(UnexpectedError.seen(() -> AwsLookups.found(read)).orElse(List.of()));
      } catch (Inconclusive e) {
        unseen = unseen.or(() -> Optional.of(e));
        into.add(
            Policy.unreadable(source, requireNonNullElse(e.getMessage(), "it could not be read")));
      }
    }
  }
}
