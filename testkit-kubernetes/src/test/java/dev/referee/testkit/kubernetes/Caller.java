package dev.referee.testkit.kubernetes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;

/** A client that knows of a cluster what DescribeCluster says. */
final class Caller {
  final Cluster cluster;
  private final HttpClient http;

  Caller(EmbeddedKubernetes kubernetes) {
    cluster =
        kubernetes
            .account()
            .client(EksClient::builder)
            .describeCluster(r -> r.name(kubernetes.cluster()))
            .cluster();
    http = HttpClient.newBuilder().sslContext(trust(cluster.certificateAuthority().data())).build();
  }

  static SSLContext trust(String data) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "cluster",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Base64.getDecoder().decode(data))));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> get(String token, String path) throws IOException, InterruptedException {
    return http.send(
        request(token, path).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  HttpClient http() {
    return http;
  }

  HttpRequest.Builder request(String token, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(java.net.URI.create(cluster.endpoint() + path))
            .timeout(Duration.ofMinutes(2));
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }
}
