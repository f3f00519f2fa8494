package dev.referee.resources;

import com.google.common.base.Strings;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.iam.Access;
import dev.referee.iam.Policy;
import dev.referee.iam.Principal;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * A reader of the policies of a role: managed, inline, and the permissions boundary.
 *
 * <p>Policies that cannot be read are treated as unknown. Not thread-safe.
 */
public final class RolePolicies {
  /** The permissions for reading them. */
  public static final Permissions READS =
      Permissions.ofReads(
          "iam:GetPolicy",
          "iam:GetPolicyVersion",
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListAttachedRolePolicies",
          "iam:ListRolePolicies");

  private final IamClient iam;
  private @Nullable Cause unread;

  /** Creates a reader for one account. */
  public RolePolicies(IamClient iam) {
    this.iam = iam;
  }

  /** Returns a role with its trust policy; empty if it does not exist. */
  public Optional<Role> role(String name) {
    return AwsLookups.foundOrInconclusive(
            () -> iam.getRole(request -> request.roleName(name)).role())
        .map(role -> AnswerReader.complete("GetRole", role, "Arn", "RoleName"));
  }

  /**
   * Returns a builder of what a role may do by its own policies. Policies that cannot be read leave
   * open what they would have decided.
   */
  public Access.Builder access(Role role) {
    Access.Builder access = Access.of(Principal.role(role.arn()));
    each(
        access,
        "the inline policies of " + role.roleName(),
        () ->
            iam.listRolePoliciesPaginator(request -> request.roleName(role.roleName())).stream()
                .flatMap(page -> page.policyNames().stream())
                .forEach(name -> inline(access, role, name)));
    each(
        access,
        "the managed policies of " + role.roleName(),
        () ->
            iam
                .listAttachedRolePoliciesPaginator(request -> request.roleName(role.roleName()))
                .stream()
                .flatMap(page -> page.attachedPolicies().stream())
                .map(AttachedPolicy::policyArn)
                .forEach(arn -> managed(arn).ifPresent(access::identity)));
    Optional.ofNullable(role.permissionsBoundary())
        .map(boundary -> Strings.nullToEmpty(boundary.permissionsBoundaryArn()))
        .flatMap(this::managed)
        .ifPresent(access::boundary);
    return access;
  }

  /** Returns why a policy could not be read; if all could, what they say cannot be decided. */
  public Cause unread() {
    return unread == null ? Cause.MISCONFIGURED : unread;
  }

  private void each(Access.Builder access, String description, Runnable read) {
    try {
      AwsLookups.succeeded(
          () -> {
            read.run();
            return access;
          });
    } catch (Inconclusive e) {
      access.identity(unreadable(description, e));
    }
  }

  private void inline(Access.Builder access, Role role, String name) {
    String title = "inline policy '" + name + "'";
    read(
            title,
            () ->
                iam.getRolePolicy(request -> request.roleName(role.roleName()).policyName(name))
                    .policyDocument())
        .ifPresent(access::identity);
  }

  private Optional<Policy> managed(String arn) {
    return read(
        "managed policy " + arn,
        () -> {
          String version =
              iam.getPolicy(request -> request.policyArn(arn)).policy().defaultVersionId();
          return iam.getPolicyVersion(request -> request.policyArn(arn).versionId(version))
              .policyVersion()
              .document();
        });
  }

  /** Returns a policy; empty if it no longer exists. */
  private Optional<Policy> read(String title, Supplier<String> document) {
    try {
      return AwsLookups.foundOrInconclusive(document).map(text -> Policy.of(title, text));
    } catch (Inconclusive e) {
      return Optional.of(unreadable(title, e));
    }
  }

  private Policy unreadable(String title, Inconclusive why) {
    unread = unread == null ? why.cause() : unread;
    return Policy.unreadable(title, Strings.nullToEmpty(why.getMessage()));
  }
}
