package dev.referee.testkit.embedded;

import com.google.common.base.Strings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Role;

/** Keeps what stands in an account's IAM. */
final class IamState {

  /**
   * A managed policy.
   *
   * @param arn its ARN
   * @param name its name
   * @param document its document
   */
  record ManagedPolicy(String arn, String name, String document) {}

  private final Map<String, IamRole> roles = new TreeMap<>();
  private final Map<String, IamUser> users = new TreeMap<>();
  private final Map<String, InstanceProfile> profiles = new TreeMap<>();
  private final Map<String, ManagedPolicy> policies = new LinkedHashMap<>();
  private int made;

  static IamState of(Call call) {
    return call.global(IamState.class, IamState::new);
  }

  /** Returns a unique id in IAM's form. */
  String uniqueId(String prefix) {
    return prefix + Strings.padStart(Integer.toString(++made), 17, '0');
  }

  static String arn(Call call, String kind, @Nullable String path, String name) {
    return "arn:aws:iam::" + call.accountId() + ":" + kind + path(path) + name;
  }

  static String path(@Nullable String path) {
    return path == null ? "/" : path;
  }

  Map<String, IamRole> roles() {
    return roles;
  }

  IamRole role(String name) {
    return found(roles.get(name), "The role with name " + name + " cannot be found.");
  }

  /** Returns the role with an ARN; null when there is none. */
  @Nullable Role roleWithArn(String arn) {
    return roles.values().stream()
        .map(IamRole::role)
        .filter(role -> role.arn().equals(arn))
        .findFirst()
        .orElse(null);
  }

  Map<String, IamUser> users() {
    return users;
  }

  IamUser user(String name) {
    return found(users.get(name), "The user with name " + name + " cannot be found.");
  }

  /** Returns the role or the user behind a caller's ARN; null for the account's own user. */
  @Nullable IamIdentity identity(String principalArn) {
    return principalArn.contains(":assumed-role/")
        ? roles.get(ResourcePolicy.roleName(principalArn))
        : users.get(principalArn.substring(principalArn.lastIndexOf('/') + 1));
  }

  /** Returns the role or the user with an ARN; null when there is none. */
  @Nullable IamIdentity withArn(String arn) {
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    IamRole role = roles.get(name);
    IamUser user = users.get(name);
    return role != null && role.role().arn().equals(arn)
        ? role
        : user != null && user.user().arn().equals(arn) ? user : null;
  }

  Map<String, InstanceProfile> profiles() {
    return profiles;
  }

  /** Returns a profile with its role as the role is now. */
  InstanceProfile profile(String name) {
    InstanceProfile profile =
        found(profiles.get(name), "Instance Profile " + name + " cannot be found.");
    return profile.toBuilder()
        .roles(profile.roles().stream().map(role -> role(role.roleName()).role()).toList())
        .build();
  }

  Map<String, ManagedPolicy> policies() {
    return policies;
  }

  /** Returns a managed policy, the account's own or AWS's. */
  ManagedPolicy policy(String arn) {
    ManagedPolicy own = policies.get(arn);
    return found(
        own == null ? AwsManagedPolicies.find(arn) : own,
        "Policy " + arn + " does not exist or is not attachable.");
  }

  /** Returns a managed policy as a role's permissions boundary. */
  AttachedPermissionsBoundary boundary(String policyArn) {
    return AttachedPermissionsBoundary.builder()
        .permissionsBoundaryType("PermissionsBoundaryPolicy")
        .permissionsBoundaryArn(policy(policyArn).arn())
        .build();
  }

  static <T> T found(@Nullable T thing, String otherwise) {
    if (thing == null) {
      throw new AwsError(404, "NoSuchEntity", otherwise);
    }
    return thing;
  }

  static void absent(@Nullable Object thing, String otherwise) {
    if (thing != null) {
      throw new AwsError(409, "EntityAlreadyExists", otherwise);
    }
  }

  static AwsError conflict(String message) {
    return new AwsError(409, "DeleteConflict", message);
  }
}
