package dev.referee.testkit.embedded.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * An HTTP client that calls a cloud in the same process, with the same bytes but no connection.
 *
 * <p>Thread-safe. What takes time on the way takes none here.
 */
public final class DirectHttp implements SdkHttpClient {
  private final LoopbackServer.Handler handler;

  public DirectHttp(LoopbackServer.Handler handler) {
    this.handler = handler;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return received(handler.answer(sent(request)));
      }

      @Override
      public void abort() {}
    };
  }

  private static WireRequest sent(HttpExecuteRequest request) throws IOException {
    SdkHttpRequest http = request.httpRequest();
    Map<String, String> headers = new HashMap<>();
    http.forEachHeader(
        (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    String query = http.encodedQueryParameters().map(it -> "?" + it).orElse("");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (request.contentStreamProvider().isPresent()) {
      try (InputStream content = request.contentStreamProvider().get().newStream()) {
        content.transferTo(body);
      }
    }
    return WireRequest.of(
        http.method().name(), http.encodedPath() + query, headers, body.toByteArray());
  }

  private static HttpExecuteResponse received(WireResponse response) throws IOException {
    byte[] body = response.body().asByteArray();
    SdkHttpFullResponse.Builder head = SdkHttpResponse.builder().statusCode(response.status());
    response.headers().forEach(head::appendHeader);
    head.putHeader("Content-Length", Integer.toString(body.length));
    byte[] arrived =
        switch (response.travel()) {
          case WHOLE, LATE, SLOWLY -> body;
          case BROKEN_OFF -> Arrays.copyOf(body, body.length / 2);
          case HUNG_UP -> throw new IOException("The cloud closed the connection");
        };
    return HttpExecuteResponse.builder()
        .response(head.build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(arrived)))
        .build();
  }

  @Override
  public String clientName() {
    return "Direct";
  }

  @Override
  public void close() {}
}
