package dev.referee.testkit.embedded.kms;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The permissions of KMS; those to use a key are decided on by its policy. */
final class KmsPermissions implements ServicePermissions {

  private static final Set<String> LISTS = Set.of("ListAliases", "ListKeys", "ListRetirableGrants");

  @Override
  public boolean lists(String operation) {
    return LISTS.contains(operation);
  }

  @Override
  public boolean isFree(String operation) {
    return Kms.decidesItself(operation);
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    Set<String> resources = new LinkedHashSet<>();
    request.add("AliasName", request.regional(), resources);
    for (String member : List.of("KeyId", "TargetKeyId")) {
      String name = request.text(member);
      if (name != null) {
        try {
          resources.add(Kms.of(request.call()).get(name).arn);
        } catch (AwsError absent) {
          resources.add(AuthorizedRequest.arn(name, request.regional() + "key/"));
        }
      }
    }
    return resources;
  }

  @Override
  public ListMultimap<String, String> keys(AuthorizedRequest request, String resource) {
    return ImmutableListMultimap.of("kms:CallerAccount", request.call().accountId());
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    return Kms.of(call).tags(arn);
  }

  /** Returns whether a grant of the key is enough. */
  @Override
  public boolean allowedByResource(AuthorizedRequest request) {
    String name = request.text("KeyId");
    KmsKey key = name == null ? null : Kms.of(request.call()).find(name);
    return key != null
        && key.grants(new KmsRequestContext(request.call(), Map.of()), request.operation());
  }
}
