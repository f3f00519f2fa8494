package dev.referee.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.kubernetes.AuthorizationWebhook.Authorizer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** fabric8's mock server: it stores objects, and knows neither RBAC nor admission. */
final class MockControlPlane implements ControlPlane {
  /** Held, because loggers are garbage collected with their level. */
  private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

  static {
    // It would log every request.
    if (LOG.getLevel() == null) {
      LOG.setLevel(Level.WARNING);
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final KubernetesMockServer server;
  private final URI address;
  private final KubernetesClient client;

  MockControlPlane(ManualClock clock) {
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new MockObjectStore(clock), false);
    server.init(InetAddress.getLoopbackAddress(), 0);
    address = URI.create("http://127.0.0.1:" + server.getPort());
    client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty()).withMasterUrl(address.toString()).build())
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
  }

  @Override
  public URI address() {
    return address;
  }

  @Override
  public HttpClient http() {
    return http;
  }

  @Override
  public String adminToken() {
    return "";
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public boolean isReal() {
    return false;
  }

  @Override
  public boolean isLite() {
    return true;
  }

  @Override
  public void authorizer(Authorizer authorizer) {
    // The front decides by access policies; there is no RBAC to ask first.
  }

  @Override
  public void setHistory(ObjectNode manifest, JsonNode stored) {
    // The mock stores a manifest as it is; MockObjectStore adds the age.
  }

  @Override
  public void removeNamespace(String name) {
    // The mock deletes a namespace as any other object.
  }

  @Override
  public void reset() {
    server.reset();
  }

  @Override
  public boolean isUsable() {
    return true;
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
