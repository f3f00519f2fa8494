package dev.referee.kubernetes;

import dev.referee.aws.ApiResponse;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpHeaders;
import java.util.Optional;

/** A complete response, as the Kubernetes client reads it. */
final class ClusterHttpResponse<T> extends StandardHttpHeaders implements HttpResponse<T> {
  private final HttpRequest request;
  private final int code;
  private final T body;

  ClusterHttpResponse(HttpRequest request, ApiResponse response, T body) {
    super(response.head().headers());
    this.request = request;
    this.code = response.status();
    this.body = body;
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public T body() {
    return body;
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public Optional<HttpResponse<?>> previousResponse() {
    return Optional.empty();
  }
}
