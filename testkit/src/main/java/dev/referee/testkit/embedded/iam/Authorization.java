package dev.referee.testkit.embedded.iam;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Iterables;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.PolicyDecision;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.CommonErrors;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.ServicePermissions;
import dev.referee.testkit.embedded.service.ServiceRegistry;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Decides whether a call may be made, by the policies of the role or the user that makes it.
 *
 * <p>The account's own user may do everything.
 *
 * @param services the services, which say what requests are about
 * @param service the service that is called
 * @param operation the operation
 * @param call who calls
 */
record Authorization(ServiceRegistry services, Service service, String operation, Call call) {

  /** Refuses the call, in the words of its service, unless policies allow it. */
  void require(SdkPojo request) {
    IamIdentity who = IamState.of(call).identity(call.principalArn());
    ServicePermissions permissions = service.permissions();
    if (who == null || permissions.isFree(operation)) {
      return;
    }
    AuthorizedRequest requested =
        new AuthorizedRequest(service.signingName(), operation, request, call);
    boolean trusted = permissions.allowedByResource(requested);
    IdentityPermissions identity = new IdentityPermissions(IamState.of(call));
    ListMultimap<String, String> caller = CallerKeys.of(call);
    for (NeededPermission permission :
        Iterables.concat(permissions.needed(requested), permissions.passedRoles(requested))) {
      NeededPermission needed = permission.with(caller).with(resourceKeys(permission));
      PolicyDecision decision = identity.decide(who, call.session(), needed);
      if (trusted ? decision.denied() : !decision.allowed()) {
        throw new CommonErrors(service.protocol()).denied(call, needed, decision);
      }
    }
  }

  /** Returns the condition keys of a resource: its account and its tags. */
  private ListMultimap<String, String> resourceKeys(NeededPermission needed) {
    ImmutableListMultimap.Builder<String, String> keys = ImmutableListMultimap.builder();
    String prefix = Splitter.on(':').splitToList(needed.action()).get(0);
    List<String> parts = Splitter.on(':').splitToList(needed.resource());
    boolean owned = parts.size() > 4 && parts.get(4).matches("[0-9]{12}");
    keys.put("aws:ResourceAccount", owned ? parts.get(4) : call.accountId());
    tags(parts, needed.resource())
        .forEach(
            (key, value) -> {
              keys.put("aws:ResourceTag/" + key, value);
              keys.put(prefix + ":ResourceTag/" + key, value);
            });
    return keys.build();
  }

  private Map<String, String> tags(List<String> parts, String arn) {
    Service owner = parts.size() < 3 ? null : services.signedFor(parts.get(2));
    return owner == null ? Map.of() : owner.permissions().tags(arn, call);
  }
}
