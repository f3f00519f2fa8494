package dev.referee.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.aws.ApiResponse;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.TlsVersion;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * An HTTP client of Kubernetes clients that sends every request through the account, in the thread
 * of the check, and returns when its response is there. It has no settings of its own: what the
 * Kubernetes client configures for connections is the account's.
 */
final class ClusterHttpClient implements HttpClient {
  private final ClusterApi api;

  private ClusterHttpClient(ClusterApi api) {
    this.api = api;
  }

  /** Returns a Kubernetes client that reads no settings of this machine. */
  static KubernetesClient client(ClusterApi api) {
    Config config =
        new ConfigBuilder(Config.empty()).withMasterUrl(api.endpoint().toString()).build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new SeamFactory(api))
        .build();
  }

  /** A factory that ignores settings. */
  private record SeamFactory(ClusterApi api) implements HttpClient.Factory {
    @Override
    public HttpClient.Builder newBuilder(Config config) {
      return newBuilder();
    }

    @Override
    public HttpClient.Builder newBuilder() {
      return new SeamBuilder(new ClusterHttpClient(api));
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, Class<T> type) {
    ApiResponse response = send((StandardHttpRequest) request);
    return CompletableFuture.completedFuture(
        new ClusterHttpResponse<>(request, response, type.cast(body(response.body(), type))));
  }

  private static Object body(byte[] body, Class<?> type) {
    if (type == byte[].class) {
      return body;
    }
    if (type == String.class) {
      return new String(body, UTF_8);
    }
    InputStream stream = new ByteArrayInputStream(body);
    return type == Reader.class ? new InputStreamReader(stream, UTF_8) : stream;
  }

  private ApiResponse send(StandardHttpRequest asked) {
    SdkHttpRequest.Builder http =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(asked.method().toUpperCase(Locale.ROOT)))
            .uri(asked.uri());
    asked.headers().forEach(http::putHeader);
    http.putHeader("Accept", "application/json");
    HttpExecuteRequest.Builder request = HttpExecuteRequest.builder();
    byte[] body = content(asked);
    if (body.length > 0) {
      http.putHeader("Content-Type", "application/json");
      http.putHeader("Content-Length", Integer.toString(body.length));
      request.contentStreamProvider(() -> new ByteArrayInputStream(body));
    }
    SdkHttpRequest built = http.build();
    KubernetesRequest read = KubernetesRequest.of(built);
    require(read, built);
    return api.account().send(api, read.operation(), request.request(built).build());
  }

  private static byte[] content(StandardHttpRequest request) {
    if (request.bodyString() != null) {
      return request.bodyString().getBytes(UTF_8);
    }
    return request.body() instanceof StandardHttpRequest.ByteArrayBodyContent bytes
        ? bytes.getContent()
        : new byte[0];
  }

  private static void require(KubernetesRequest read, SdkHttpRequest request) {
    if (read.isOfSecrets()) {
      throw refused("Secrets of a cluster are never read; nothing was sent", "");
    }
    if (read.verb().equals("list") && request.firstMatchingRawQueryParameter("limit").isEmpty()) {
      throw refused(
          "The check listed %s without a limit; nothing was sent".formatted(read.resource()),
          "Read lists with Pages.");
    }
    if (read.verb().equals("watch")) {
      throw refused("A check reads and does not watch; nothing was sent", "");
    }
    if (!read.changesNothing()) {
      throw refused(
          "The check tried %s, which changes the cluster; nothing was sent"
              .formatted(read.operation()),
          "Only pods and evictions are created, and only with dryRun=All.");
    }
  }

  private static Inconclusive refused(String message, String remedy) {
    return new Inconclusive(Cause.INTERNAL, message, remedy, null);
  }

  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytes(
      HttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    throw new UnsupportedOperationException("A check reads whole responses, not streams");
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    throw new UnsupportedOperationException("A check neither watches nor runs commands in pods");
  }

  @Override
  public HttpRequest.Builder newHttpRequestBuilder() {
    return new StandardHttpRequest.Builder();
  }

  @Override
  public DerivedClientBuilder newBuilder() {
    return new SeamBuilder(this);
  }

  /** Does nothing: the connections are the account's. */
  @Override
  public void close() {}

  @Override
  public boolean isClosed() {
    return false;
  }

  /** A builder that ignores settings. */
  private record SeamBuilder(ClusterHttpClient client) implements HttpClient.Builder {
    @Override
    public HttpClient build() {
      return client;
    }

    @Override
    public HttpClient.Builder connectTimeout(long connectTimeout, TimeUnit unit) {
      return this;
    }

    @Override
    public HttpClient.Builder addOrReplaceInterceptor(String name, Interceptor interceptor) {
      return this;
    }

    @Override
    public HttpClient.Builder authenticatorNone() {
      return this;
    }

    @Override
    public HttpClient.Builder sslContext(KeyManager[] keys, TrustManager[] trust) {
      return this;
    }

    @Override
    public HttpClient.Builder followAllRedirects() {
      return this;
    }

    @Override
    public HttpClient.Builder proxyAddress(InetSocketAddress proxyAddress) {
      return this;
    }

    @Override
    public HttpClient.Builder proxyAuthorization(String credentials) {
      return this;
    }

    @Override
    public HttpClient.Builder tlsVersions(TlsVersion... versions) {
      return this;
    }

    @Override
    public HttpClient.Builder tlsServerName(String name) {
      return this;
    }

    @Override
    public HttpClient.Builder preferHttp11() {
      return this;
    }

    @Override
    public HttpClient.Builder proxyType(ProxyType type) {
      return this;
    }

    @Override
    public HttpClient.Builder tag(Object value) {
      return this;
    }
  }
}
