package dev.referee.testkit.embedded;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.HttpHeader;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.google.common.base.Ascii;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Listens on loopback, hands each request on, and lets the answer travel as it should.
 *
 * <p>Answers that take time hold no thread of the server while they wait.
 */
final class HttpFront {

  /** Answers one request. */
  @FunctionalInterface
  interface Handler {
    WireResponse answer(WireRequest request);
  }

  private static final int DROPS = 20;

  private final WireMockServer server;

  HttpFront(Handler handler) {
    this.server =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .http2PlainDisabled(true)
                .gzipDisabled(true)
                .disableRequestJournal()
                .extensionScanningEnabled(false)
                .asynchronousResponseEnabled(true)
                .asynchronousResponseThreads(16)
                .jettyStopTimeout(0L)
                .extensions(new Transformer(handler)));
    server.stubFor(any(anyUrl()).willReturn(ok()));
  }

  URI start() {
    server.start();
    return URI.create("http://127.0.0.1:" + server.port());
  }

  void stop() {
    server.stop();
  }

  private record Transformer(Handler handler) implements ResponseDefinitionTransformerV2 {
    @Override
    public String getName() {
      return "embedded-cloud";
    }

    @Override
    public ResponseDefinition transform(ServeEvent event) {
      return definition(handler.answer(read(event.getRequest())));
    }
  }

  private static WireRequest read(Request request) {
    Map<String, String> headers = new HashMap<>();
    for (HttpHeader header : request.getHeaders().all()) {
      headers.put(Ascii.toLowerCase(header.key()), String.join(",", header.values()));
    }
    return WireRequest.of(
        request.getMethod().getName(), request.getUrl(), headers, request.getBody());
  }

  private static ResponseDefinition definition(WireResponse response) {
    byte[] body = response.body().asByteArrayUnsafe();
    int millis = Math.toIntExact(response.takes().toMillis());
    UnaryOperator<ResponseDefinitionBuilder> travel =
        switch (response.travel()) {
          case WHOLE -> whole -> whole.withBody(body);
          case LATE -> late -> late.withBody(body).withFixedDelay(millis);
          case SLOWLY -> slow -> slow.withBody(body).withChunkedDribbleDelay(DROPS, millis);
          case BROKEN_OFF ->
              broken ->
                  broken
                      .withHeader("Content-Length", Integer.toString(body.length))
                      .withBody(Arrays.copyOf(body, body.length / 2));
          case RESET -> reset -> reset.withFault(Fault.CONNECTION_RESET_BY_PEER);
        };
    ResponseDefinitionBuilder builder =
        ResponseDefinitionBuilder.responseDefinition().withStatus(response.status());
    response.headers().forEach((name, value) -> builder.withHeader(name, value));
    return travel.apply(builder).build();
  }
}
