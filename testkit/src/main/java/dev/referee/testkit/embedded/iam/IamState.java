package dev.referee.testkit.embedded.iam;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.Role;

/** The IAM resources of an account. */
final class IamState {
  private static final Pattern POLICY_ARN = Pattern.compile("arn:[^:]+:iam::[^:]+:policy/.+");

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

  /** Returns the ARN of a role; one that is not there is taken to have no path. */
  String roleArn(String name, Call call) {
    IamRole role = roles.get(name);
    return role == null ? arn(call, "role", null, name) : role.role().arn();
  }

  /** Returns the role with an ARN; null if there is none. */
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

  /** Returns the role or the user with an ARN; null if there is none. */
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

  /** Returns a managed policy to attach, the account's own or AWS's. */
  ManagedPolicy policy(String arn) {
    if (!arn.startsWith("arn:")) {
      throw new AwsError(400, "ValidationError", "ARN " + arn + " is not valid.");
    }
    return policy(arn, "Policy " + arn + " does not exist or is not attachable.");
  }

  /**
   * Returns a managed policy, the account's own or AWS's; refuses an unknown one in these words.
   */
  ManagedPolicy policy(String arn, String otherwise) {
    ManagedPolicy own = policies.get(arn);
    return found(own == null ? AwsManagedPolicies.find(arn) : own, otherwise);
  }

  /** Returns a managed policy of the account's own; refuses to change one of AWS's. */
  ManagedPolicy ownPolicy(String arn) {
    ManagedPolicy policy = policy(arn);
    if (!policies.containsKey(policy.arn())) {
      throw new AwsError(403, "AccessDenied", "Policy is outside your own account.");
    }
    return policy;
  }

  /**
   * Returns a managed policy as the permissions boundary of a role or user; its type is "Policy",
   * contrary to the API reference.
   */
  AttachedPermissionsBoundary boundary(String policyArn) {
    if (!POLICY_ARN.matcher(policyArn).matches()) {
      throw new AwsError(400, "InvalidInput", "ARN " + policyArn + " is not valid.");
    }
    String otherwise = "Scope ARN: " + policyArn + " does not exist or is not attachable.";
    return AttachedPermissionsBoundary.builder()
        .permissionsBoundaryType("Policy")
        .permissionsBoundaryArn(policy(policyArn, otherwise).arn())
        .build();
  }

  static <T> T found(@Nullable T resource, String otherwise) {
    if (resource == null) {
      throw new AwsError(404, "NoSuchEntity", otherwise);
    }
    return resource;
  }

  static void absent(@Nullable Object resource, String otherwise) {
    if (resource != null) {
      throw new AwsError(409, "EntityAlreadyExists", otherwise);
    }
  }

  static AwsError conflict(String message) {
    return new AwsError(409, "DeleteConflict", message);
  }
}
