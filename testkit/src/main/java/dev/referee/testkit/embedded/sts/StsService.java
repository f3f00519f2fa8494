package dev.referee.testkit.embedded.sts;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.common.SessionContext;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.AuthorizationMessage;
import dev.referee.testkit.embedded.policy.PolicyDocument;
import dev.referee.testkit.embedded.policy.PolicyDocument.Use;
import dev.referee.testkit.embedded.policy.RequestTags;
import dev.referee.testkit.embedded.policy.TrustPolicy;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * An emulation of STS, for roles in any account of the cloud.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
public record StsService(Accounts accounts) {
  private static final Duration DEFAULT_SESSION = Duration.ofHours(1);
  private static final Duration DEFAULT_TOKEN = Duration.ofHours(12);
  private static final int MOST_POLICY = 2048;

  public static Service create(Accounts accounts) {
    StsService sts = new StsService(accounts);
    return new Service("sts", Protocol.AWS_QUERY, "2011-06-15")
        .constrained()
        .authorizedBy(new StsPermissions())
        .on(
            GetCallerIdentityRequest.class,
            GetCallerIdentityRequest::builder,
            sts::getCallerIdentity)
        .on(GetSessionTokenRequest.class, GetSessionTokenRequest::builder, sts::getSessionToken)
        .on(
            DecodeAuthorizationMessageRequest.class,
            DecodeAuthorizationMessageRequest::builder,
            StsService::decode)
        .on(AssumeRoleRequest.class, AssumeRoleRequest::builder, sts::assumeRole);
  }

  private GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request, Call call) {
    return GetCallerIdentityResponse.builder()
        .account(call.accountId())
        .arn(call.principalArn())
        .userId(accounts.userId(call.principalArn()))
        .build();
  }

  private static DecodeAuthorizationMessageResponse decode(
      DecodeAuthorizationMessageRequest request, Call call) {
    return DecodeAuthorizationMessageResponse.builder()
        .decodedMessage(AuthorizationMessage.decoded(request.encodedMessage()))
        .build();
  }

  private GetSessionTokenResponse getSessionToken(GetSessionTokenRequest request, Call call) {
    if (isRoleSession(call)) {
      throw new AwsError(
          403, "AccessDenied", "Cannot call GetSessionToken with session credentials");
    }
    Key key =
        issue(
            call.accountId(),
            call.principalArn(),
            accounts.userId(call.principalArn()),
            expiry(call, request.durationSeconds(), DEFAULT_TOKEN),
            SessionContext.NONE);
    return GetSessionTokenResponse.builder().credentials(credentials(key)).build();
  }

  private AssumeRoleResponse assumeRole(AssumeRoleRequest request, Call call) {
    mustBeArn(request.roleArn());
    SessionContext session = session(request, call);
    AccountState account = accounts.ofArn(request.roleArn());
    Iam iam = account == null ? null : Iam.of(account);
    Role role = iam == null ? null : iam.roleWithArn(request.roleArn());
    TrustPolicy trust = iam == null || role == null ? null : new TrustPolicy(iam.trust(role));
    mustTrust(trust, TrustPolicy.ASSUME, request, call);
    if (!session.tags().isEmpty()) {
      mustTrust(trust, "sts:TagSession", request, call);
    }
    Objects.requireNonNull(role);
    mustBeShortEnough(request.durationSeconds(), role, call);
    String name = request.roleSessionName();
    AccountState owner = Objects.requireNonNull(account);
    Key key =
        issue(
            owner.id(),
            owner.arn("sts", "assumed-role/" + role.roleName() + "/" + name),
            role.roleId() + ":" + name,
            expiry(call, request.durationSeconds(), DEFAULT_SESSION),
            session);
    return AssumeRoleResponse.builder()
        .credentials(credentials(key))
        .assumedRoleUser(user -> user.arn(key.principalArn()).assumedRoleId(key.userId()))
        .packedPolicySize(packed(request))
        .sourceIdentity(request.sourceIdentity())
        .build();
  }

  private static boolean isRoleSession(Call call) {
    return call.principalArn().contains(":assumed-role/");
  }

  private static void mustBeArn(String arn) {
    List<String> parts = Splitter.on(':').limit(6).splitToList(arn);
    if (parts.size() < 6
        || !parts.get(0).equals("arn")
        || parts.get(1).isEmpty()
        || parts.get(2).isEmpty()
        || parts.get(5).isEmpty()) {
      throw invalid("ValidationError", arn + " is invalid");
    }
  }

  private static void mustTrust(
      @Nullable TrustPolicy trust, String action, AssumeRoleRequest request, Call call) {
    if (trust == null || !trust.trusts(call, action, context(request, call))) {
      throw new AwsError(
          403,
          "AccessDenied",
          "User: %s is not authorized to perform: %s on resource: %s"
              .formatted(call.principalArn(), action, request.roleArn()));
    }
  }

  private static ListMultimap<String, String> context(AssumeRoleRequest request, Call call) {
    ImmutableListMultimap.Builder<String, String> context = ImmutableListMultimap.builder();
    context.putAll(Iam.callerKeys(call));
    context.putAll(RequestTags.of(request));
    context.put("sts:RoleSessionName", request.roleSessionName());
    context.putAll("sts:TransitiveTagKeys", request.transitiveTagKeys());
    if (request.externalId() != null) {
      context.put("sts:ExternalId", request.externalId());
    }
    if (request.sourceIdentity() != null) {
      context.put("sts:SourceIdentity", request.sourceIdentity());
    }
    return context.build();
  }

  /** Returns the policies and the tags of the session that is asked for. */
  private static SessionContext session(AssumeRoleRequest request, Call call) {
    List<String> policies = new ArrayList<>();
    if (request.policy() != null) {
      PolicyDocument.parse(request.policy(), Use.IDENTITY);
      policies.add(request.policy());
    }
    if (request.policy() != null && request.policy().length() > MOST_POLICY) {
      throw invalid(
          "PackedPolicyTooLarge",
          "Packed policy consumes %d%% of allotted space, please use smaller policy."
              .formatted(packed(request)));
    }
    for (PolicyDescriptorType policy : request.policyArns()) {
      policies.add(Iam.of(call).policyDocument(policy.arn()));
    }
    Map<String, String> tags = new LinkedHashMap<>();
    Set<String> keys = new HashSet<>();
    for (Tag tag : request.tags()) {
      if (!keys.add(Ascii.toLowerCase(tag.key()))) {
        throw invalid(
            "InvalidParameterValue",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
      }
      tags.put(tag.key(), tag.value());
    }
    if (!request.transitiveTagKeys().stream().map(Ascii::toLowerCase).allMatch(keys::contains)) {
      throw invalid(
          "InvalidParameterValue",
          "The specified transitive tag key must be included in the requested tags.");
    }
    return new SessionContext(List.copyOf(policies), tags);
  }

  private static @Nullable Integer packed(AssumeRoleRequest request) {
    return request.policy() == null ? null : request.policy().length() * 100 / MOST_POLICY;
  }

  private static void mustBeShortEnough(@Nullable Integer seconds, Role role, Call call) {
    if (seconds == null) {
      return;
    }
    if (isRoleSession(call) && seconds > DEFAULT_SESSION.toSeconds()) {
      throw invalid(
          "ValidationError",
          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
              + " chaining.");
    }
    if (seconds > role.maxSessionDuration()) {
      throw invalid(
          "ValidationError",
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }
  }

  private static AwsError invalid(String code, String message) {
    return new AwsError(400, code, message);
  }

  private static Instant expiry(Call call, @Nullable Integer seconds, Duration otherwise) {
    return call.clock()
        .instant()
        .plus(seconds == null ? otherwise : Duration.ofSeconds(seconds.longValue()));
  }

  private static Credentials credentials(Key key) {
    return Credentials.builder()
        .accessKeyId(key.accessKeyId())
        .secretAccessKey(key.secret())
        .sessionToken(key.sessionToken())
        .expiration(key.expires())
        .build();
  }

  private Key issue(
      String accountId,
      String principalArn,
      String userId,
      Instant expires,
      SessionContext session) {
    String number = Strings.padStart(Integer.toString(accounts.nextNumber()), 12, '0');
    Key key =
        new Key(
            "ASIAFAKE" + number,
            Strings.padEnd("example/secret/of/session" + number, 40, '0'),
            "example-session-token-" + number,
            expires,
            accountId,
            principalArn,
            userId,
            session);
    accounts.add(key);
    return key;
  }
}
