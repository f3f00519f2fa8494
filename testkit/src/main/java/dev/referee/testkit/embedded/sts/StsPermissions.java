package dev.referee.testkit.embedded.sts;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.TrustPolicy;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;

/** The permissions of STS; nobody needs one to ask who one is. */
final class StsPermissions implements ServicePermissions {

  @Override
  public boolean isFree(String operation) {
    return operation.equals("GetCallerIdentity") || operation.equals("GetSessionToken");
  }

  @Override
  public ListMultimap<String, String> keys(AuthorizedRequest request, String resource) {
    ImmutableListMultimap.Builder<String, String> keys = ImmutableListMultimap.builder();
    String externalId = request.text("ExternalId");
    if (externalId != null) {
      keys.put("sts:ExternalId", externalId);
    }
    String name = request.text("RoleSessionName");
    if (name != null) {
      keys.put("sts:RoleSessionName", name);
    }
    return keys.build();
  }

  @Override
  public boolean allowedByResource(AuthorizedRequest request) {
    Iam iam = Iam.of(request.call());
    var role = iam.roleWithArn(String.valueOf(request.text("RoleArn")));
    return request.operation().equals("AssumeRole")
        && role != null
        && new TrustPolicy(iam.trust(role)).names(request.call());
  }
}
