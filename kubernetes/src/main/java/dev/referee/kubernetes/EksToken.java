package dev.referee.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * A bearer token for the API server of an EKS cluster: a presigned request to STS that says who its
 * sender is, for this cluster only.
 *
 * @see <a
 *     href="https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster">The
 *     token's format</a>
 */
final class EksToken {
  private static final String PREFIX = "k8s-aws-v1.";
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  private EksToken() {}

  /**
   * Returns a token. An API server accepts it for 15 minutes from now, whatever its expiry says.
   *
   * @param sts the endpoint of STS in the Region
   * @param region the Region of the cluster
   * @param cluster the name of the cluster
   */
  static String of(
      AwsCredentials credentials, URI sts, String region, String cluster, Clock clock) {
    SdkHttpRequest identity =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(sts)
            .encodedPath("/")
            .putRawQueryParameter("Action", "GetCallerIdentity")
            .putRawQueryParameter("Version", "2011-06-15")
            .putHeader("x-k8s-aws-id", cluster)
            .build();
    String url =
        SIGNER
            .sign(
                request ->
                    request
                        .identity(credentials)
                        .request(identity)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofSeconds(60))
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
            .request()
            .getUri()
            .toString();
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(url.getBytes(UTF_8));
  }
}
