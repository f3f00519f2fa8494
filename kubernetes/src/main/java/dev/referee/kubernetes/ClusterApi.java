package dev.referee.kubernetes;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.aws.Account;
import dev.referee.aws.ApiProtocol;
import dev.referee.aws.ApiResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/** The API server of one cluster. Thread-safe. */
final class ClusterApi implements ApiProtocol {
  /** The name of Kubernetes in permissions. */
  static final String SERVICE = "kubernetes";

  /** The time after which a token is renewed; an API server accepts it for 15 minutes. */
  private static final Duration RENEWED_AFTER = Duration.ofMinutes(10);

  private final Account account;
  private final Address address;
  private final SdkHttpClient client;
  private final AtomicReference<@Nullable Issued> token = new AtomicReference<>();

  /** A token that was issued for some credentials. Without {@code toString}: it is a secret. */
  private static final class Issued {
    private final AwsCredentials credentials;
    private final Instant at;
    private final String token;

    Issued(AwsCredentials credentials, Instant at, String token) {
      this.credentials = credentials;
      this.at = at;
      this.token = token;
    }

    boolean isUsable(AwsCredentials now, Instant time) {
      return credentials.equals(now) && !time.isBefore(at) && time.isBefore(at.plus(RENEWED_AFTER));
    }
  }

  /**
   * The address of an API server, and who may reach it.
   *
   * @param cluster the name of the cluster
   * @param endpoint its endpoint
   * @param certificate its certificate authority as PEM in base64
   * @param isPublic whether the endpoint is reachable from outside of the VPC
   * @param publicCidrs the address ranges that it is public for
   */
  record Address(
      String cluster,
      URI endpoint,
      String certificate,
      boolean isPublic,
      List<String> publicCidrs) {

    static Address of(Cluster cluster) {
      if (cluster.endpoint() == null || cluster.certificateAuthority() == null) {
        throw new Inconclusive(
            Cause.NO_SUBJECT,
            "The cluster %s has no endpoint yet; its status is %s"
                .formatted(cluster.name(), cluster.statusAsString()),
            "Wait until the cluster is ACTIVE.",
            null);
      }
      if (cluster.certificateAuthority().data() == null) {
        throw new Inconclusive(
            Cause.UNREACHABLE,
            "EKS names no certificate authority of the cluster " + cluster.name());
      }
      VpcConfigResponse vpc = cluster.resourcesVpcConfig();
      return new Address(
          cluster.name(),
          URI.create(cluster.endpoint()),
          cluster.certificateAuthority().data(),
          vpc == null || !Boolean.FALSE.equals(vpc.endpointPublicAccess()),
          vpc == null ? ImmutableList.of() : ImmutableList.copyOf(vpc.publicAccessCidrs()));
    }
  }

  ClusterApi(Account account, Address address) {
    this.account = account;
    this.address = address;
    this.client =
        UrlConnectionHttpClient.builder()
            .socketTimeout(Duration.ofSeconds(6))
            .tlsTrustManagersProvider(
                () -> CertificateAuthority.trusting(address.cluster(), address.certificate()))
            .build();
  }

  Account account() {
    return account;
  }

  URI endpoint() {
    return address.endpoint();
  }

  @Override
  public String service() {
    return SERVICE;
  }

  @Override
  public SdkHttpClient client() {
    return client;
  }

  @Override
  public SdkHttpRequest authenticated(
      SdkHttpRequest request, AwsCredentials credentials, Clock clock) {
    Instant now = clock.instant();
    Issued last = token.get();
    if (last == null || !last.isUsable(credentials, now)) {
      last =
          new Issued(
              credentials,
              now,
              EksToken.of(credentials, sts(), account.region().id(), address.cluster(), clock));
      token.set(last);
    }
    return request.toBuilder().putHeader("Authorization", "Bearer " + last.token).build();
  }

  private URI sts() {
    return account
        .endpoint()
        .orElseGet(
            () ->
                URI.create(
                    "https://sts.%s.%s"
                        .formatted(
                            account.region().id(),
                            PartitionMetadata.of(account.region()).dnsSuffix())));
  }

  @Override
  public Optional<String> requestId(ApiResponse response) {
    return response.header("Audit-Id");
  }

  @Override
  public Optional<Inconclusive> problem(String operation, ApiResponse response) {
    return new ClusterErrors(address, principal()).problem(operation, response);
  }

  @Override
  public Inconclusive unreachable(String operation, IOException failure) {
    return new ClusterErrors(address, principal()).unreachable(operation, failure);
  }

  /** Returns the principal that needs an access entry: a role, not a session of it. */
  private String principal() {
    return account
        .role()
        .or(() -> account.caller().map(ClusterApi::roleOfSession))
        .orElse("Referee's principal");
  }

  private static String roleOfSession(String arn) {
    return arn.replaceFirst(
        "^(arn:[\\w-]+):sts:(:\\d+):assumed-role/([^/]+)/.*$", "$1:iam:$2:role/$3");
  }

  @Override
  public String toString() {
    return "the API server of the cluster " + address.cluster();
  }
}
