package dev.referee.testkit;

import java.net.URI;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/**
 * An invocation of a Lambda function in an {@link EmbeddedAccount}.
 *
 * <p>Thread-safe.
 */
public final class FunctionInvocation {
  /** Any host: the HTTP client reaches the cloud whatever a request names. */
  private static final URI ANYWHERE = URI.create("http://localhost");

  private final String event;
  private final String functionArn;
  private final String requestId;
  private final Region region;
  private final AwsCredentials credentials;
  private final SdkHttpClient http;

  /**
   * Creates an invocation; tests get one from the embedded account.
   *
   * @param event the event, JSON
   * @param functionArn the ARN of the function
   * @param requestId the id of the invocation
   * @param region the function's Region
   * @param credentials the credentials of the function's role
   * @param http the HTTP client that reaches the cloud
   */
  public FunctionInvocation(
      String event,
      String functionArn,
      String requestId,
      String region,
      AwsCredentials credentials,
      SdkHttpClient http) {
    this.event = event;
    this.functionArn = functionArn;
    this.requestId = requestId;
    this.region = Region.of(region);
    this.credentials = credentials;
    this.http = http;
  }

  /** Returns the event, JSON. */
  public String event() {
    return event;
  }

  /** Returns the ARN of the function, with the version or the alias that it was invoked by. */
  public String functionArn() {
    return functionArn;
  }

  /** Returns the id of the invocation. */
  public String requestId() {
    return requestId;
  }

  /**
   * Returns an SDK client of the function's Region, with the session of its role. If the account
   * enforces IAM, the policies of the role decide on its calls.
   *
   * @param builder the service's client builder, of a synchronous client
   * @param <B> the builder's type
   * @param <C> the client's type
   */
  public <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder) {
    B wired =
        builder
            .get()
            .endpointOverride(ANYWHERE)
            .region(region)
            .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .credentialsProvider(StaticCredentialsProvider.create(credentials));
    if (wired instanceof AwsSyncClientBuilder<?, ?> sync) {
      sync.httpClient(http);
    }
    return wired.build();
  }

  @Override
  public String toString() {
    return requestId + " of " + functionArn;
  }
}
