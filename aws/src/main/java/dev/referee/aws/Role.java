package dev.referee.aws;

import com.google.common.base.Strings;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/**
 * A role that Referee assumes to read a team's account.
 *
 * @param arn the role's ARN
 * @param externalId the external id that the role's trust policy requires; null if none
 */
record Role(String arn, @Nullable String externalId) {
  private static final Pattern ARN =
      Pattern.compile("arn:aws[\\w-]*:iam::(\\d{12}):role/[\\w+=,.@/-]+");

  Role {
    if (!ARN.matcher(arn).matches()) {
      throw new IllegalArgumentException(
          "A role needs an ARN such as arn:aws:iam::111122223333:role/referee, not '" + arn + "'");
    }
  }

  String account() {
    Matcher arnMatcher = ARN.matcher(arn);
    return arnMatcher.matches() ? arnMatcher.group(1) : "";
  }

  /**
   * Returns the role's credentials. They are fetched when they are first needed, and again before
   * they expire, in the thread that needs them.
   */
  AwsCredentialsProvider credentials(AwsCredentialsProvider source, Settings settings) {
    StsClient sts =
        StsClient.builder()
            .credentialsProvider(source)
            .region(settings.region())
            .endpointOverride(settings.endpoint().orElse(null))
            .httpClient(new RoleHttp(settings, operation(settings)))
            .overrideConfiguration(settings.overrides(new Explaining(settings)))
            .build();
    return new RoleSession(
        () ->
            StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(
                    request ->
                        request
                            .roleArn(arn)
                            .externalId(externalId)
                            .roleSessionName(settings.sessionName()))
                .build(),
        settings.clock());
  }

  private static Operation operation(Settings settings) {
    return new Operation("sts", "AssumeRole", settings.region().id());
  }

  /**
   * An interceptor that replaces an SDK exception with an explanation of what is wrong with the
   * role.
   */
  private final class Explaining implements ExecutionInterceptor {
    private final Settings settings;

    Explaining(Settings settings) {
      this.settings = settings;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      if (context.response() instanceof AssumeRoleResponse answer && !isWhole(answer)) {
        throw ResponseFormat.foreign(operation(settings), "it has no request ID or no credentials");
      }
    }

    private boolean isWhole(AssumeRoleResponse answer) {
      software.amazon.awssdk.services.sts.model.Credentials given = answer.credentials();
      String requestId = answer.responseMetadata().requestId();
      return given != null
          && requestId != null
          && !requestId.equals("UNKNOWN")
          && Stream.of(given.accessKeyId(), given.secretAccessKey(), given.sessionToken())
              .noneMatch(Strings::isNullOrEmpty)
          && given.expiration() != null;
    }

    @Override
    public Throwable modifyException(
        Context.FailedExecution context, ExecutionAttributes attributes) {
      Throwable thrown = context.exception();
      if (thrown instanceof Inconclusive || Thread.currentThread().isInterrupted()) {
        return thrown;
      }
      if (thrown instanceof AwsServiceException said
          && ErrorCodes.DENIED.contains(AwsErrors.code(said))) {
        throw new Inconclusive(
            Cause.MISCONFIGURED,
            "The role %s cannot be assumed (%s)".formatted(arn, AwsErrors.code(said)),
            "Add the account that runs Referee to the role's trust policy"
                + (externalId == null ? "" : ", with the external id of the account's settings")
                + ", and allow it to call sts:AssumeRole. A new role takes up to a minute.",
            null);
      }
      String place = "the role %s (assumed with %s)".formatted(arn, settings.sourceName());
      Throwable explained =
          AwsErrors.explain(operation(settings), context.httpResponse().isPresent(), place, thrown);
      if (explained instanceof Inconclusive unseen) {
        throw unseen; // the SDK accepts only the same type from an interceptor
      }
      return explained;
    }
  }
}
