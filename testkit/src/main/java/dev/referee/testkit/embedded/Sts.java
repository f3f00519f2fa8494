package dev.referee.testkit.embedded;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.Service.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Behaves like STS; a role may stand in any account of the cloud. */
record Sts(Accounts accounts) {
  private static final Duration DEFAULT_SESSION = Duration.ofHours(1);

  static Service service(Accounts accounts) {
    Sts sts = new Sts(accounts);
    return new Service("sts", Protocol.AWS_QUERY, "2011-06-15")
        .on(
            GetCallerIdentityRequest.class,
            GetCallerIdentityRequest::builder,
            sts::getCallerIdentity)
        .on(AssumeRoleRequest.class, AssumeRoleRequest::builder, sts::assumeRole);
  }

  private GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request, Call call) {
    return GetCallerIdentityResponse.builder()
        .account(call.accountId())
        .arn(call.principalArn())
        .userId(accounts.userId(call.principalArn()))
        .build();
  }

  private AssumeRoleResponse assumeRole(AssumeRoleRequest request, Call call) {
    Duration session = session(request.durationSeconds());
    Account account = accounts.ofArn(request.roleArn());
    IamState iam =
        account == null ? null : account.store().get(Call.GLOBAL, IamState.class, IamState::new);
    Role role = iam == null ? null : iam.roleWithArn(request.roleArn());
    if (iam == null
        || role == null
        || !new TrustPolicy(iam.role(role.roleName()).trust()).trusts(call, request.externalId())) {
      throw new AwsError(
          403,
          "AccessDenied",
          "User: "
              + call.principalArn()
              + " is not authorized to perform: sts:AssumeRole on resource: "
              + request.roleArn());
    }
    Key key =
        issue(
            Objects.requireNonNull(account),
            role,
            request.roleSessionName(),
            call.clock().instant().plus(session));
    return AssumeRoleResponse.builder()
        .credentials(
            credentials ->
                credentials
                    .accessKeyId(key.accessKeyId())
                    .secretAccessKey(key.secret())
                    .sessionToken(key.sessionToken())
                    .expiration(key.expires()))
        .assumedRoleUser(user -> user.arn(key.principalArn()).assumedRoleId(key.userId()))
        .build();
  }

  private static Duration session(@Nullable Integer seconds) {
    Duration session = seconds == null ? DEFAULT_SESSION : Duration.ofSeconds(seconds);
    if (session.compareTo(Duration.ofMinutes(15)) < 0
        || session.compareTo(Duration.ofHours(12)) > 0) {
      throw new AwsError(
          400,
          "ValidationError",
          "The requested DurationSeconds must be between 900 and 43200 seconds");
    }
    return session;
  }

  private Key issue(Account account, Role role, String sessionName, Instant expires) {
    String number = Strings.padStart(Integer.toString(accounts.nextNumber()), 12, '0');
    Key key =
        new Key(
            "ASIAFAKE" + number,
            Strings.padEnd("example/secret/of/session" + number, 40, '0'),
            "example-session-token-" + number,
            expires,
            account.id(),
            account.arn("sts", "assumed-role/" + role.roleName() + "/" + sessionName),
            role.roleId() + ":" + sessionName,
            RoleSession.NONE);
    accounts.add(key);
    return key;
  }
}
