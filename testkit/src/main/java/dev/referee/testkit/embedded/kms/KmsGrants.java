package dev.referee.testkit.embedded.kms;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsResponse;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantResponse;
import software.amazon.awssdk.services.kms.model.RevokeGrantRequest;
import software.amazon.awssdk.services.kms.model.RevokeGrantResponse;

/** The operations of KMS on grants. A grant is in force at once. */
final class KmsGrants {
  private static final int HEX_PARTS = 4;

  private KmsGrants() {}

  static void addTo(Service service) {
    service
        .on(CreateGrantRequest.class, CreateGrantRequest::builder, KmsGrants::create)
        .on(ListGrantsRequest.class, ListGrantsRequest::builder, KmsGrants::list)
        .on(
            ListRetirableGrantsRequest.class,
            ListRetirableGrantsRequest::builder,
            KmsGrants::listRetirable)
        .on(RevokeGrantRequest.class, RevokeGrantRequest::builder, KmsGrants::revoke)
        .on(RetireGrantRequest.class, RetireGrantRequest::builder, KmsGrants::retire);
  }

  private static CreateGrantResponse create(CreateGrantRequest request, Call call) {
    KmsKey key = Kms.of(call).key(request.keyId()).enabled();
    checkPrincipal(request.granteePrincipal(), call);
    if (request.retiringPrincipal() != null) {
      checkPrincipal(request.retiringPrincipal(), call);
    }
    GrantListEntry requested =
        GrantListEntry.builder()
            .keyId(key.arn)
            .name(request.name())
            .granteePrincipal(request.granteePrincipal())
            .retiringPrincipal(request.retiringPrincipal())
            .issuingAccount("arn:aws:iam::" + call.accountId() + ":root")
            .operationsWithStrings(request.operationsAsStrings())
            .constraints(request.constraints())
            .build();
    KmsGrant grant =
        key.grants.stream()
            .filter(one -> request.name() != null && same(one.shown(), requested))
            .findFirst()
            .orElseGet(() -> add(key, requested, call));
    return CreateGrantResponse.builder()
        .grantId(grant.shown().grantId())
        .grantToken(grant.token())
        .build();
  }

  private static boolean same(GrantListEntry grant, GrantListEntry requested) {
    return grant.toBuilder().grantId(null).creationDate(null).build().equals(requested);
  }

  private static KmsGrant add(KmsKey key, GrantListEntry requested, Call call) {
    StringBuilder id = new StringBuilder();
    for (int part = 0; part < HEX_PARTS; part++) {
      id.append(Ids.of(call).hex());
    }
    KmsGrant made =
        new KmsGrant(
            key,
            requested.toBuilder()
                .grantId(id.toString())
                .creationDate(call.clock().instant())
                .build());
    key.grants.add(made);
    return made;
  }

  private static void checkPrincipal(String arn, Call call) {
    if (!arn.startsWith("arn:") || !Iam.isPrincipal(arn, call)) {
      throw new AwsError(
          400, "InvalidArnException", "ARN does not refer to a valid principal: " + arn);
    }
  }

  private static ListGrantsResponse list(ListGrantsRequest request, Call call) {
    List<GrantListEntry> grants =
        Kms.of(call).key(request.keyId()).grants.stream()
            .map(KmsGrant::shown)
            .filter(grant -> request.grantId() == null || grant.grantId().equals(request.grantId()))
            .filter(
                grant ->
                    request.granteePrincipal() == null
                        || grant.granteePrincipal().equals(request.granteePrincipal()))
            .toList();
    Page<GrantListEntry> page = Page.of(grants, request.limit(), request.marker(), call);
    return ListGrantsResponse.builder()
        .grants(page.items())
        .truncated(page.truncated())
        .nextMarker(page.next())
        .build();
  }

  private static ListRetirableGrantsResponse listRetirable(
      ListRetirableGrantsRequest request, Call call) {
    List<GrantListEntry> grants =
        Kms.of(call)
            .grants()
            .map(KmsGrant::shown)
            .filter(grant -> request.retiringPrincipal().equals(grant.retiringPrincipal()))
            .toList();
    Page<GrantListEntry> page = Page.of(grants, request.limit(), request.marker(), call);
    return ListRetirableGrantsResponse.builder()
        .grants(page.items())
        .truncated(page.truncated())
        .nextMarker(page.next())
        .build();
  }

  private static RevokeGrantResponse revoke(RevokeGrantRequest request, Call call) {
    KmsKey key = Kms.of(call).key(request.keyId());
    if (!key.grants.removeIf(hasId(request.grantId()))) {
      throw missing(request.grantId());
    }
    return RevokeGrantResponse.builder().build();
  }

  private static RetireGrantResponse retire(RetireGrantRequest request, Call call) {
    KmsGrant grant = found(request, call);
    KmsKey key = grant.key();
    if (!grant.isRetiredBy(call)
        && !key.permits(new KmsRequestContext(call, Map.of()), "kms:RetireGrant")) {
      throw key.denied(call, "kms:RetireGrant");
    }
    key.grants.remove(grant);
    return RetireGrantResponse.builder().build();
  }

  private static KmsGrant found(RetireGrantRequest request, Call call) {
    Kms kms = Kms.of(call);
    if (request.grantToken() != null) {
      return kms.grants()
          .filter(grant -> grant.token().equals(request.grantToken()))
          .findFirst()
          .orElseThrow(() -> new AwsError(400, "InvalidGrantTokenException", ""));
    }
    if (request.keyId() == null || request.grantId() == null) {
      throw new AwsError(
          400, "ValidationException", "Either a grant token or a key ID and a grant ID is needed.");
    }
    return kms.key(request.keyId()).grants.stream()
        .filter(hasId(request.grantId()))
        .findFirst()
        .orElseThrow(() -> missing(request.grantId()));
  }

  private static Predicate<KmsGrant> hasId(String id) {
    return grant -> grant.shown().grantId().equals(id);
  }

  private static AwsError missing(String id) {
    return new AwsError(400, "NotFoundException", "Grant ID " + id + " not found");
  }
}
