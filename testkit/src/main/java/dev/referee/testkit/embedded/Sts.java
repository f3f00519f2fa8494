package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.Service.Protocol;
import java.util.Objects;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Behaves like STS. */
final class Sts {
  private final Accounts accounts;

  private Sts(Accounts accounts) {
    this.accounts = accounts;
  }

  static Service service(Accounts accounts) {
    Sts sts = new Sts(accounts);
    return new Service("sts", Protocol.AWS_QUERY, "2011-06-15")
        .on(
            GetCallerIdentityRequest.class,
            GetCallerIdentityRequest::builder,
            sts::getCallerIdentity);
  }

  private GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request, Call call) {
    Key key = accounts.ofPrincipal(call.principalArn());
    return GetCallerIdentityResponse.builder()
        .account(call.accountId())
        .arn(call.principalArn())
        .userId(Objects.requireNonNull(key).userId())
        .build();
  }
}
