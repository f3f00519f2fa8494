package dev.referee.testkit.embedded;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Iterables;
import com.google.common.collect.ListMultimap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Decides whether a call may be made, by the policies of the role or the user that makes it.
 *
 * <p>The account's own user may do everything. Nobody needs a permission to ask who one is.
 *
 * @param service the service that is called
 * @param operation the operation
 * @param call who calls
 */
record Authorization(Service service, String operation, Call call) {

  /** Refuses the call, in the words of its service, unless policies allow it. */
  void require(SdkPojo request) {
    IamIdentity who = IamState.of(call).identity(call.principalArn());
    if (who == null || isFree()) {
      return;
    }
    boolean trusted =
        operation.equals("AssumeRole") ? trustNamesCaller(request) : isGranted(request);
    IdentityPermissions permissions = new IdentityPermissions(IamState.of(call));
    ListMultimap<String, String> caller = CallerKeys.of(call);
    Iterable<NeededPermission> all =
        Iterables.concat(
            new RequestedResources(service, operation, call).of(request),
            new PassedRoles(service.signingName(), operation, call).of(request));
    for (NeededPermission one : all) {
      NeededPermission needed = one.with(caller).with(resourceKeys(one));
      IdentityPermissions.Decision decision = permissions.decide(who, call.session(), needed);
      if (trusted ? decision.denied() : !decision.allowed()) {
        throw new CommonErrors(service.protocol()).denied(call, needed, decision);
      }
    }
  }

  /** Says whether a call needs no identity-based policy, or is decided on where it is answered. */
  private boolean isFree() {
    return switch (service.signingName()) {
      case "sts" -> operation.equals("GetCallerIdentity") || operation.equals("GetSessionToken");
      case "kms" -> Kms.decidesItself(operation);
      default -> false;
    };
  }

  /**
   * Says whether a role's trust policy names the caller, which is enough within an account unless a
   * policy denies it.
   */
  private boolean trustNamesCaller(SdkPojo request) {
    IamState iam = IamState.of(call);
    var role = iam.roleWithArn(String.valueOf(SdkFieldCopier.member(request, "RoleArn")));
    return role != null && new TrustPolicy(iam.role(role.roleName()).trust()).names(call);
  }

  /** Says whether a grant of the KMS key that is asked for is enough, unless a policy denies it. */
  private boolean isGranted(SdkPojo request) {
    KmsKey key =
        service.signingName().equals("kms")
                && SdkFieldCopier.member(request, "KeyId") instanceof String name
            ? Kms.of(call).find(name)
            : null;
    return key != null && key.grants(new KmsUse(call, Map.of()), operation);
  }

  private ListMultimap<String, String> resourceKeys(NeededPermission needed) {
    ImmutableListMultimap.Builder<String, String> keys = ImmutableListMultimap.builder();
    String service = Splitter.on(':').splitToList(needed.action()).get(0);
    List<String> parts = Splitter.on(':').splitToList(needed.resource());
    boolean owned = parts.size() > 4 && parts.get(4).matches("[0-9]{12}");
    keys.put("aws:ResourceAccount", owned ? parts.get(4) : call.accountId());
    return keys.putAll(new ResourceTags(call).of(service, needed.resource())).build();
  }
}
