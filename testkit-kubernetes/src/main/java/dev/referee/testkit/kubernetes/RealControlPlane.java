package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.kubernetes.AuthorizationWebhook.Authorizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;

/**
 * etcd and kube-apiserver; with controllers, scheduler and kwok if it is a full one.
 *
 * <p>For one thread at a time.
 */
final class RealControlPlane implements ControlPlane {
  /** The users who log in by a token: nobody but this JVM can read the file. */
  private static final String TOKENS =
      """
      admin-token,referee,referee,"system:masters"
      controllers-token,system:kube-controller-manager,controllers
      scheduler-token,system:kube-scheduler,scheduler
      """;

  /** Pods that run since before a namespace had a label are made by the administrator later. */
  private static final String ADMISSION =
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: AdmissionConfiguration
      plugins:
      - name: PodSecurity
        configuration:
          apiVersion: pod-security.admission.config.k8s.io/v1
          kind: PodSecurityConfiguration
          exemptions: {usernames: [referee]}
      """;

  private static final String ADMIN = "admin-token";
  private static final int READY_WITHIN = 1_200;
  private static final int GONE_WITHIN = 5_000;
  private static final long MOMENT = 50;

  /** What an API server sets by itself, beside the time of creation. */
  private static final List<String> HISTORY =
      List.of("generation", "deletionTimestamp", "deletionGracePeriodSeconds");

  private volatile InstantSource clock = Clock.systemUTC();
  private final boolean full;
  private final Path directory;
  private final Path binaries;
  private final TestCertificates certificates = TestCertificates.create();
  private final AuthorizationWebhook webhook = AuthorizationWebhook.start();
  private final Deque<ChildProcess> processes = new ArrayDeque<>();
  private final HttpClient http;
  private final URI address;
  private final Etcd etcd;
  private final KubernetesClient client;

  private RealControlPlane(Path binaries, boolean full) {
    this.full = full;
    this.binaries = binaries;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(certificates.trusting())
            .build();
    this.directory = temporary();
    List<Integer> ports = freePorts(3);
    URI store = URI.create("http://127.0.0.1:" + ports.get(0));
    this.address = URI.create("https://127.0.0.1:" + ports.get(2));
    this.etcd = new Etcd(store, http);
    this.client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl(address.toString())
                    .withOauthToken(ADMIN)
                    .withCaCertData(encoded(certificates.authorityPem()))
                    .build())
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
    prepare();
    startEtcd(store, URI.create("http://127.0.0.1:" + ports.get(1)));
    startApiServer(store);
  }

  /**
   * Starts one and waits until it is ready.
   *
   * @param binaries the folder of the programs
   * @param full whether controllers and scheduler run, too
   */
  static RealControlPlane start(Path binaries, boolean full) {
    RealControlPlane started = new RealControlPlane(binaries, full);
    try {
      started.awaitReady();
      if (full) {
        started.startControllers();
      }
      started.etcd.save();
      return started;
    } catch (RuntimeException failed) {
      started.close();
      throw failed;
    }
  }

  private static String encoded(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII));
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("referee-kubernetes");
    } catch (IOException e) {
      throw new UncheckedIOException("There is no temporary folder", e);
    }
  }

  private static List<Integer> freePorts(int count) {
    List<ServerSocket> open = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        open.add(socket);
        ports.add(socket.getLocalPort());
      }
      for (ServerSocket socket : open) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException("There are no free ports on loopback", e);
    }
  }

  private Path write(String file, String text) {
    try {
      return Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private void prepare() {
    KeyPair accounts = TestCertificates.keys();
    write("accounts.key", TestCertificates.pem(accounts.getPrivate()));
    write("accounts.pub", TestCertificates.pem(accounts.getPublic()));
    write("server.key", TestCertificates.pem(certificates.key()));
    write("server.crt", certificates.serverPem());
    write("ca.crt", certificates.authorityPem());
    write("tokens.csv", TOKENS);
    write("admission.yaml", ADMISSION);
    write("webhook.conf", kubeconfig(webhook.address(), ""));
    write("admin.conf", kubeconfig(address, ADMIN));
    write("controllers.conf", kubeconfig(address, "controllers-token"));
    write("scheduler.conf", kubeconfig(address, "scheduler-token"));
  }

  private String kubeconfig(URI server, String token) {
    String authority =
        server.getScheme().equals("https")
            ? ", certificate-authority: " + directory.resolve("ca.crt")
            : "";
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: it, cluster: {server: "%s"%s}}]
    users: [{name: it, user: {token: "%s"}}]
    contexts: [{name: it, context: {cluster: it, user: it}}]
    current-context: it
    """
        .formatted(server, authority, token);
  }

  private void run(String program, String... arguments) {
    processes.push(ChildProcess.start(directory, binaries.resolve(program), List.of(arguments)));
  }

  private void startEtcd(URI clients, URI peers) {
    run(
        "etcd",
        "--data-dir=etcd",
        "--unsafe-no-fsync",
        "--listen-client-urls=" + clients,
        "--advertise-client-urls=" + clients,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers,
        "--log-level=warn");
  }

  private void startApiServer(URI store) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--etcd-servers=" + store,
                "--storage-media-type=application/json",
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + address.getPort(),
                "--endpoint-reconciler-type=none",
                "--tls-cert-file=server.crt",
                "--tls-private-key-file=server.key",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=accounts.pub",
                "--service-account-signing-key-file=accounts.key",
                "--service-cluster-ip-range=10.100.0.0/16",
                "--token-auth-file=tokens.csv",
                "--authorization-mode=Node,RBAC,Webhook",
                "--authorization-webhook-config-file=webhook.conf",
                "--authorization-webhook-version=v1",
                // An access policy counts as soon as it is associated.
                "--authorization-webhook-cache-authorized-ttl=1ns",
                "--authorization-webhook-cache-unauthorized-ttl=1ns",
                "--allow-privileged",
                "--admission-control-config-file=admission.yaml",
                "--profiling=false"));
    if (!full) {
      // No controller would take the taint off that it gives to new nodes.
      arguments.add("--disable-admission-plugins=TaintNodesByCondition");
    }
    run("kube-apiserver", arguments.toArray(String[]::new));
  }

  private void startControllers() {
    run(
        "kube-controller-manager",
        "--kubeconfig=controllers.conf",
        "--service-account-private-key-file=accounts.key",
        "--root-ca-file=ca.crt",
        "--use-service-account-credentials",
        "--leader-elect=false",
        "--secure-port=0");
    run(
        "kube-scheduler",
        "--kubeconfig=scheduler.conf",
        "--authentication-kubeconfig=scheduler.conf",
        "--authorization-kubeconfig=scheduler.conf",
        "--leader-elect=false",
        "--secure-port=0");
    run(
        "kwok",
        "--kubeconfig=admin.conf",
        "--config=" + binaries.resolve("stages.yaml"),
        "--manage-all-nodes=false",
        "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
        "--node-lease-duration-seconds=40");
    await("/api/v1/namespaces/default/serviceaccounts/default");
  }

  /** Waits until the server is ready and has made what each cluster has. */
  private void awaitReady() {
    await("/readyz");
    for (String namespace : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      await("/api/v1/namespaces/" + namespace);
    }
    await("/api/v1/namespaces/default/services/kubernetes");
  }

  private void await(String path) {
    for (int attempt = 0; attempt < READY_WITHIN; attempt++) {
      if (answers(path)) {
        return;
      }
      for (ChildProcess process : processes) {
        if (!process.runsAfter(process.equals(processes.peek()) ? MOMENT : 0)) {
          throw new IllegalStateException(process.name() + " ended: " + process.lastWords());
        }
      }
    }
    throw new IllegalStateException(
        path + " is not there after a minute: " + processes.element().lastWords());
  }

  private boolean answers(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Authorization", "Bearer " + ADMIN)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the control plane starts", e);
    }
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
    return ADMIN;
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public boolean isReal() {
    return true;
  }

  @Override
  public boolean isLite() {
    return !full;
  }

  @Override
  public void authorizer(Authorizer authorizer) {
    webhook.authorizer(authorizer);
  }

  /** Sets the clock by which objects get their age. */
  void clock(ManualClock account) {
    clock = account;
  }

  @Override
  public void setHistory(ObjectNode manifest, JsonNode stored) {
    if (full) {
      return; // controllers compare ages with their own clock
    }
    JsonNode given = manifest.path("metadata");
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    etcd.rewrite(
        stored.path("metadata").path("resourceVersion").asText(),
        object -> {
          ObjectNode metadata = object.withObjectProperty("metadata");
          metadata.put("creationTimestamp", given.path("creationTimestamp").asText(now));
          for (String field : HISTORY) {
            if (given.has(field)) {
              metadata.set(field, given.get(field));
            }
          }
        });
  }

  @Override
  public void removeNamespace(String name) {
    if (!full) {
      etcd.deleteContaining("/" + name + "/");
    }
  }

  @Override
  public void reset() {
    // The server itself keeps the other services in step with its definitions.
    client.apiServices().withoutLabel("kube-aggregator.kubernetes.io/automanaged").delete();
    List<String> defined =
        client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
            .map(CustomResourceDefinition::getSpec)
            .map(
                spec ->
                    "/apis/%s/%s/%s?limit=1"
                        .formatted(
                            spec.getGroup(),
                            spec.getVersions().get(0).getName(),
                            spec.getNames().getPlural()))
            .toList();
    etcd.restore();
    defined.forEach(this::awaitGone);
  }

  /**
   * Waits until a definition is not served any more: the next one of this name would seem to be.
   */
  private void awaitGone(String path) {
    for (int attempt = 0; attempt < GONE_WITHIN; attempt++) {
      if (!answers(path)) {
        return;
      }
    }
    throw new IllegalStateException(path + " is still served");
  }

  @Override
  public boolean isUsable() {
    return processes.stream().allMatch(it -> it.process().isAlive());
  }

  @Override
  public void close() {
    client.close();
    webhook.close();
    processes.forEach(ChildProcess::kill);
    try {
      MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException left) {
      throw new UncheckedIOException("Cannot delete " + directory, left);
    }
  }
}
