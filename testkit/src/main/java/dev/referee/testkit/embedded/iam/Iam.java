package dev.referee.testkit.embedded.iam;

import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SessionContext;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.PolicyDecision;
import dev.referee.testkit.embedded.policy.PolicyDocument;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.ServiceRegistry;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.iam.model.AddRoleToInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.CreateInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.Role;

/** The operations that IAM offers to other services of an account. */
public final class Iam {
  private final IamState state;

  private Iam(IamState state) {
    this.state = state;
  }

  /** Returns IAM in the account that is called. */
  public static Iam of(Call call) {
    return new Iam(IamState.of(call));
  }

  /** Returns IAM in an account. */
  public static Iam of(AccountState account) {
    return new Iam(account.store().get(Call.GLOBAL, IamState.class, IamState::new));
  }

  /** Returns a role; null if there is none. */
  public @Nullable Role role(String name) {
    IamRole role = state.roles().get(name);
    return role == null ? null : role.role();
  }

  /** Returns the role with an ARN; null if there is none. */
  public @Nullable Role roleWithArn(String arn) {
    return state.roleWithArn(arn);
  }

  /** Returns whether there is a role or a user with an ARN. */
  public boolean hasPrincipal(String arn) {
    return state.withArn(arn) != null || arn.endsWith(":user/" + AccountState.OWNER);
  }

  /** Returns the ARN of a role; one that is not there is taken to have no path. */
  public String roleArn(String name, Call call) {
    return state.roleArn(name, call);
  }

  /** Returns the trust policy of a role. */
  public PolicyDocument trust(Role role) {
    return state.role(role.roleName()).trust();
  }

  /** Returns whether a role may be assumed by a service, {@code ec2.amazonaws.com}. */
  public boolean trusts(Role role, String service) {
    return state.role(role.roleName()).trustsService(service);
  }

  /** Returns the instance profile with an ARN, or else with a name; null if there is none. */
  public @Nullable InstanceProfile profile(@Nullable String arn, @Nullable String name) {
    return state.profiles().values().stream()
        .filter(
            profile ->
                arn == null
                    ? profile.instanceProfileName().equals(name)
                    : profile.arn().equals(arn))
        .findFirst()
        .orElse(null);
  }

  /** Creates an instance profile with a role. */
  public void createProfile(String name, String roleName, Call call) {
    IamProfiles.create(
        CreateInstanceProfileRequest.builder().instanceProfileName(name).build(), call);
    IamProfiles.addRole(
        AddRoleToInstanceProfileRequest.builder()
            .instanceProfileName(name)
            .roleName(roleName)
            .build(),
        call);
  }

  /** Deletes an instance profile, where there is one, whatever role it has. */
  public void deleteProfile(String name) {
    state.profiles().remove(name);
  }

  /** Returns the document of a managed policy, or throws IAM's error where there is none. */
  public String policyDocument(String arn) {
    return state.policy(arn).document();
  }

  /** Returns whether a role has a permission; one that is not there has none. */
  public boolean allows(String roleName, NeededPermission needed) {
    IamRole role = state.roles().get(roleName);
    return role != null
        && new IdentityPermissions(state).decide(role, SessionContext.NONE, needed).allowed();
  }

  /** Decides by the policies of who calls; the account's own user may do everything. */
  public PolicyDecision decide(Call call, NeededPermission needed) {
    IamIdentity identity = state.identity(call.principalArn());
    return identity == null
        ? new PolicyDecision(PolicyEvaluationDecisionType.ALLOWED, "account")
        : new IdentityPermissions(state).decide(identity, call.session(), needed);
  }

  /** Returns the condition keys of who calls, when and from where. */
  public static ListMultimap<String, String> callerKeys(Call call) {
    return CallerKeys.of(call);
  }

  /** Returns whether a name can be an AWS principal, and is one where it is of the same account. */
  public static boolean isPrincipal(String name, Call call) {
    return new TrustPrincipals(call).isAws(name);
  }

  /**
   * Refuses a call, in the words of its service, unless policies allow it.
   *
   * @param services the services, which say what requests are about
   * @param service the service that is called
   * @param operation the operation
   * @param request the request
   * @param call who calls
   */
  public static void authorize(
      ServiceRegistry services, Service service, String operation, SdkPojo request, Call call) {
    new Authorization(services, service, operation, call).require(request);
  }
}
