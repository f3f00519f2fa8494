package dev.referee.testkit.kubernetes;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One request with its answer, at the proxy. For one thread at a time. */
final class ProxyExchange {
  /** What belongs to one connection, and is not passed on; nor does the proxy want compression. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final String AUTHORIZATION = "authorization";
  private static final String IMPERSONATE = "impersonate-";
  private static final int BUFFER = 16_384;

  private final HttpExchange http;
  private final ApiRequest request;
  private String user = "";
  private int status;
  private boolean recorded;
  private byte @Nullable [] body;
  private final Consumer<ReceivedRequest> recording;

  ProxyExchange(HttpExchange http, Consumer<ReceivedRequest> recording) {
    this.http = http;
    this.recording = recording;
    this.request = ApiRequest.of(http.getRequestMethod(), http.getRequestURI());
  }

  ApiRequest request() {
    return request;
  }

  String method() {
    return http.getRequestMethod();
  }

  /**
   * Returns where to pass the request on to.
   *
   * @param server the address of the server; nothing in the request can name another
   * @param firstPage whether to ask for the first page, whichever the client asks for
   * @param pages the largest size of pages
   */
  URI target(URI server, boolean firstPage, ListPages pages) {
    String query = pages.limited(query());
    if (query != null && firstPage) {
      query =
          Splitter.on('&')
              .splitToStream(query)
              .filter(parameter -> !parameter.startsWith("continue="))
              .collect(Collectors.joining("&"));
    }
    return URI.create(
        server + http.getRequestURI().getRawPath() + (query == null ? "" : "?" + query));
  }

  /** Returns the query of the URL as it was sent; null if there is none. */
  @Nullable String query() {
    return http.getRequestURI().getRawQuery();
  }

  byte[] body() throws IOException {
    if (body == null) {
      body = http.getRequestBody().readAllBytes();
    }
    return body;
  }

  /** Returns the bearer token; empty if there is none. */
  String token() {
    String authorization = http.getRequestHeaders().getFirst(AUTHORIZATION);
    return authorization != null && Ascii.toLowerCase(authorization).startsWith("bearer ")
        ? authorization.substring("bearer ".length()).strip()
        : "";
  }

  boolean impersonates() {
    return http.getRequestHeaders().keySet().stream().anyMatch(ProxyExchange::isImpersonation);
  }

  private static boolean isImpersonation(String name) {
    return Ascii.toLowerCase(name).startsWith(IMPERSONATE);
  }

  /** Passes the headers on, but for those that say who asks. */
  void headers(HeaderTarget target, boolean withImpersonation) {
    http.getRequestHeaders()
        .forEach(
            (name, values) -> {
              boolean identity =
                  Ascii.equalsIgnoreCase(name, AUTHORIZATION)
                      || (isImpersonation(name) && !withImpersonation);
              if (!identity && isPassedOn(name)) {
                values.forEach(value -> target.header(name, value));
              }
            });
  }

  /** Where headers go. */
  @FunctionalInterface
  interface HeaderTarget {
    void header(String name, String value);
  }

  private static boolean isPassedOn(String name) {
    String lower = Ascii.toLowerCase(name);
    return !lower.startsWith(":")
        && !lower.startsWith("sec-websocket-")
        && !HOP_BY_HOP.contains(lower);
  }

  void user(String name) {
    user = name;
  }

  void header(String name, String value) {
    http.getResponseHeaders().set(name, value);
  }

  void answerHeaders(Map<String, List<String>> headers) {
    headers.forEach(
        (name, values) -> {
          if (isPassedOn(name)) {
            http.getResponseHeaders().put(name, values);
          }
        });
  }

  void refuse(Status error) throws IOException {
    send(error.code(), "application/json", error.json());
  }

  void send(int code, String type, byte[] body) throws IOException {
    header("Content-Type", type);
    open(code, body.length).write(body);
    close();
  }

  /**
   * Sends the status and the headers.
   *
   * @param length the length of the body; -1 if it is not known
   */
  OutputStream open(int code, long length) throws IOException {
    status = code;
    record();
    identify();
    boolean none = length == 0 || code == 204 || code == 304 || method().equals("HEAD");
    http.sendResponseHeaders(code, none ? -1 : Math.max(0, length));
    return http.getResponseBody();
  }

  /**
   * Adds the Audit-Id that every response of an API server has, if the control plane did not; a
   * page of somebody else has none.
   */
  private void identify() {
    Headers headers = http.getResponseHeaders();
    if (!headers.containsKey("Audit-Id")
        && !String.valueOf(headers.getFirst("Content-Type")).equals("text/html")) {
      headers.set("Audit-Id", UUID.randomUUID().toString());
    }
  }

  /** Passes a body on as it comes; ends the connection after so many bytes. */
  void copy(InputStream from, OutputStream to, long most) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = most;
    while (left > 0) {
      int count = from.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        break;
      }
      to.write(buffer, 0, count);
      to.flush();
      left -= count;
    }
  }

  void close() {
    http.close();
  }

  /** Records the request once: before its answer is sent, so that who has that finds it. */
  void record() {
    if (!recorded) {
      recorded = true;
      recording.accept(received());
    }
  }

  private ReceivedRequest received() {
    return new ReceivedRequest(
        request.verb(),
        request.group(),
        request.ruleName(),
        request.namespace(),
        request.name(),
        http.getRequestURI().toString(),
        user,
        status);
  }
}
