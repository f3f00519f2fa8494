package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The authorizer that a real API server asks after RBAC, as EKS does for its access policies: they
 * are no objects in the cluster.
 *
 * <p>Thread-safe.
 */
final class AuthorizationWebhook implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService workers =
      Executors.newCachedThreadPool(DaemonThreads.named("webhook"));
  private volatile Authorizer authorizer = Authorizer.NOBODY;

  /** A decision on a request of the principal with an ARN. */
  @FunctionalInterface
  interface Authorizer {
    Authorizer NOBODY = (arn, request) -> false;

    boolean allows(String arn, ApiRequest request);
  }

  private AuthorizationWebhook(HttpServer server) {
    this.server = server;
  }

  static AuthorizationWebhook start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      AuthorizationWebhook webhook = new AuthorizationWebhook(server);
      server.createContext("/", webhook::answer);
      server.setExecutor(webhook.workers);
      DaemonThreads.run("webhook", server::start);
      return webhook;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on loopback", e);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void authorizer(Authorizer next) {
    authorizer = next;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode review = JSON.readTree(exchange.getRequestBody().readAllBytes());
      boolean allowed = allows(review.path("spec"));
      ObjectNode answer = JSON.createObjectNode();
      answer.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
      answer.putObject("status").put("allowed", allowed);
      byte[] body = answer.toString().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private boolean allows(JsonNode spec) {
    String arn = spec.path("extra").path(KubernetesUser.ARN).path(0).asText();
    return !arn.isEmpty() && authorizer.allows(arn, request(spec));
  }

  private static ApiRequest request(JsonNode spec) {
    JsonNode resource = spec.path("resourceAttributes");
    JsonNode path = spec.path("nonResourceAttributes");
    return new ApiRequest(
        (path.isMissingNode() ? resource : path).path("verb").asText(),
        resource.path("group").asText(),
        resource.path("resource").asText(),
        resource.path("subresource").asText(),
        resource.path("namespace").asText(),
        resource.path("name").asText(),
        path.path("path").asText());
  }

  @Override
  public void close() {
    workers.shutdownNow();
    server.stop(0);
  }
}
