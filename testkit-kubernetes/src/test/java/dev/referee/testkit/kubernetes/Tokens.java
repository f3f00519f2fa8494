package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.testkit.EmbeddedAccount;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Bearer tokens of EKS, as {@code aws eks get-token} makes them. */
final class Tokens {
  private static final String AWS = "https://sts.us-east-1.amazonaws.com/";

  private Tokens() {}

  /** Returns a token of the account's own user. */
  static String of(EmbeddedAccount account, String cluster) {
    return of(account, cluster, own(account));
  }

  static AwsCredentials own(EmbeddedAccount account) {
    return AwsBasicCredentials.create(account.accessKeyId(), account.secretAccessKey());
  }

  /** Returns the credentials of a session of a role. */
  static AwsCredentials session(EmbeddedAccount account, String roleArn) {
    Credentials session =
        account
            .client(StsClient::builder)
            .assumeRole(r -> r.roleArn(roleArn).roleSessionName("player"))
            .credentials();
    return AwsSessionCredentials.create(
        session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  static String of(EmbeddedAccount account, String cluster, AwsCredentials credentials) {
    return encoded(url(account, cluster, credentials, AWS));
  }

  static String encoded(String url) {
    return TokenVerifier.PREFIX
        + Base64.getUrlEncoder().withoutPadding().encodeToString(url.getBytes(UTF_8));
  }

  static String url(
      EmbeddedAccount account, String cluster, AwsCredentials credentials, String endpoint) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create(endpoint))
            .putRawQueryParameter("Action", "GetCallerIdentity")
            .putRawQueryParameter("Version", "2011-06-15")
            .putHeader("x-k8s-aws-id", cluster)
            .build();
    return AwsV4HttpSigner.create()
        .sign(
            r ->
                r.identity(credentials)
                    .request(request)
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "sts")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                    .putProperty(
                        AwsV4FamilyHttpSigner.AUTH_LOCATION,
                        AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofSeconds(60))
                    .putProperty(HttpSigner.SIGNING_CLOCK, (Clock) account.clock()))
        .request()
        .getUri()
        .toString();
  }
}
