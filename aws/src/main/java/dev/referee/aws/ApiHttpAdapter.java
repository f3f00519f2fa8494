package dev.referee.aws;

import java.time.Clock;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/** An HTTP client that authenticates requests to an API just before it sends them. */
final class ApiHttpAdapter implements SdkHttpClient {
  private final ApiProtocol api;
  private final Supplier<AwsCredentials> credentials;
  private final Clock clock;

  ApiHttpAdapter(ApiProtocol api, Supplier<AwsCredentials> credentials, Clock clock) {
    this.api = api;
    this.credentials = credentials;
    this.clock = clock;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return api.client()
        .prepareRequest(
            HttpExecuteRequest.builder()
                .request(api.authenticated(request.httpRequest(), credentials.get(), clock))
                .contentStreamProvider(request.contentStreamProvider().orElse(null))
                .build());
  }

  @Override
  public String clientName() {
    return api.service();
  }

  /** Does nothing: the client is that of the API. */
  @Override
  public void close() {}
}
