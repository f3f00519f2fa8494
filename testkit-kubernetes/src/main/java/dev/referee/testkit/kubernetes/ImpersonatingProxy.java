package dev.referee.testkit.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.referee.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS server that clients see: it logs them in as EKS does, and asks the control plane as an
 * administrator who impersonates the user, so that Kubernetes' own authorizers decide.
 *
 * <p>Thread-safe.
 */
final class ImpersonatingProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImpersonatingProxy.class);
  private static final int BACKLOG = 256;
  private static final Status NOT_SERVED =
      new Status(404, "NotFound", "the server could not find the requested resource");

  static {
    // As in the embedded account: otherwise a body waits for the acknowledgement of its headers.
    String noDelay = "sun.net.httpserver.nodelay";
    if (System.getProperty(noDelay) == null) {
      System.setProperty(noDelay, "true");
    }
  }

  private final ControlPlane plane;
  private final EksAuthenticator logins;
  private final ManualClock clock;
  private final FaultQueue faults;
  private final Consumer<ReceivedRequest> record;
  private final AdmissionWebhooks webhooks;
  private final ListPages pages;
  private final ServedKinds served;
  private final FaultResponses faultyAnswers = new FaultResponses();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final Set<InputStream> streams = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(DaemonThreads.named("front"));
  private final HttpsServer server;

  ImpersonatingProxy(
      ControlPlane plane,
      EksAuthenticator logins,
      ManualClock clock,
      FaultQueue faults,
      AdmissionWebhooks webhooks,
      ListPages pages,
      Consumer<ReceivedRequest> record) {
    this.plane = plane;
    this.logins = logins;
    this.clock = clock;
    this.faults = faults;
    this.webhooks = webhooks;
    this.pages = pages;
    this.served = new ServedKinds(new AdminApiClient(plane));
    this.record = record;
    try {
      server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on loopback", e);
    }
  }

  /** Starts to listen and returns where. */
  URI start(TestCertificates certificates) {
    server.setHttpsConfigurator(new HttpsConfigurator(certificates.serving()));
    server.createContext("/", this::handle);
    server.setExecutor(workers);
    DaemonThreads.run("front", server::start);
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange http) {
    ProxyExchange exchange = new ProxyExchange(http, record);
    try {
      answer(exchange);
    } catch (IOException gone) {
      LOG.debug("The connection ended", gone);
      exchange.close();
    } catch (RuntimeException | Error broken) {
      LOG.error("{} could not be answered", exchange.request().path(), broken);
      exchange.close();
    } finally {
      exchange.record();
    }
  }

  private void answer(ProxyExchange exchange) throws IOException {
    Optional<KubernetesUser> user = user(exchange);
    user.ifPresent(it -> exchange.user(it.name()));
    Optional<KubernetesFault> fault = faults.take(exchange.request());
    if (fault.isPresent()) {
      String name = user.map(KubernetesUser::name).orElse("system:anonymous");
      if (faultyAnswers.answer(fault.get(), exchange, name) || !waits(fault.get())) {
        return;
      }
    }
    boolean eksToken = exchange.token().startsWith(TokenVerifier.PREFIX);
    if (user.isEmpty() && (eksToken || !plane.isReal())) {
      exchange.refuse(
          exchange.token().isEmpty()
              ? Status.forbidden(exchange.request(), "system:anonymous")
              : Status.UNAUTHORIZED);
      return;
    }
    if (user.isPresent() && !plane.isReal() && SelfSubjectReviews.is(exchange.request())) {
      exchange.send(
          HttpURLConnection.HTTP_CREATED,
          "application/json",
          SelfSubjectReviews.answer(
              exchange.request(), exchange.body(), asked -> mayByPolicy(user.get(), asked)));
      return;
    }
    if (user.isPresent() && mayNot(user.get(), exchange)) {
      exchange.refuse(Status.forbidden(exchange.request(), user.get().name()));
      return;
    }
    Optional<Status> denied = webhooks.refusal(exchange.request(), exchange.body());
    if (denied.isPresent()) {
      exchange.refuse(denied.get());
      return;
    }
    ApiRequest request = exchange.request();
    if (!plane.isReal() && !request.isResource() && !served.isDiscovered(request.path())) {
      exchange.refuse(NOT_SERVED);
      return;
    }
    forward(exchange, user, fault);
  }

  private Optional<KubernetesUser> user(ProxyExchange exchange) {
    String token = exchange.token();
    return token.startsWith(TokenVerifier.PREFIX) ? logins.user(token) : Optional.empty();
  }

  /** Waits as long as a fault says; returns false where no answer is to come any more. */
  private boolean waits(KubernetesFault fault) {
    CompletableFuture<Void> due = new CompletableFuture<>();
    switch (fault.kind()) {
      case STALL -> due.completeOnTimeout(null, fault.time().toMillis(), TimeUnit.MILLISECONDS);
      case DELAY -> clock.after(fault.time(), () -> due.complete(null));
      case HANG -> {
        // Until this is closed.
      }
      default -> due.complete(null);
    }
    CompletableFuture.anyOf(due, closed).join();
    return !closed.isDone();
  }

  /**
   * Says whether a user is refused here. Only the mock leaves that to the proxy, which knows the
   * access policies; whoever has groups may do everything there. And only administrators can
   * impersonate others, since the proxy impersonates itself.
   */
  private boolean mayNot(KubernetesUser user, ProxyExchange exchange) {
    boolean administrator = user.groups().contains(KubernetesUser.MASTERS);
    if (exchange.impersonates()) {
      return !administrator && !allowedByPolicy(user, IMPERSONATION);
    }
    return !plane.isReal() && !mayByPolicy(user, exchange.request());
  }

  /** Says whether a user may do something on the mock. */
  private boolean mayByPolicy(KubernetesUser user, ApiRequest request) {
    return !user.groups().isEmpty() || allowedByPolicy(user, request);
  }

  private static final ApiRequest IMPERSONATION =
      new ApiRequest("impersonate", "", "users", "", "", "", "");

  private boolean allowedByPolicy(KubernetesUser user, ApiRequest request) {
    return logins
        .entry(user.identity().arn())
        .filter(entry -> AccessPolicyRules.allow(entry, request))
        .isPresent();
  }

  private void forward(
      ProxyExchange exchange, Optional<KubernetesUser> user, Optional<KubernetesFault> fault)
      throws IOException {
    boolean firstPage =
        fault
            .map(KubernetesFault::kind)
            .filter(KubernetesFault.Kind.ENDLESS_LIST::equals)
            .isPresent();
    HttpRequest request = request(exchange, user, firstPage);
    try {
      HttpResponse<InputStream> answer =
          plane.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        streams.add(body);
        exchange.answerHeaders(answer.headers().map());
        pass(answer, body, exchange, fault);
      } finally {
        streams.remove(answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
  }

  private HttpRequest request(
      ProxyExchange exchange, Optional<KubernetesUser> user, boolean firstPage) throws IOException {
    byte[] body = exchange.body();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(exchange.target(plane.address(), firstPage, pages))
            .method(
                exchange.method(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    boolean theirs = exchange.impersonates();
    exchange.headers(request::header, theirs);
    if (user.isPresent() && plane.isReal()) {
      request.header("Authorization", "Bearer " + plane.adminToken());
      if (!theirs) {
        impersonate(user.get(), request);
      }
    } else if (!exchange.token().isEmpty() && plane.isReal()) {
      request.header("Authorization", "Bearer " + exchange.token());
    }
    return request.build();
  }

  private static void impersonate(KubernetesUser user, HttpRequest.Builder request) {
    request.header("Impersonate-User", user.name());
    request.header("Impersonate-Uid", user.identity().userId());
    user.groups().forEach(group -> request.header("Impersonate-Group", group));
    user.extra()
        .forEach(
            (name, value) -> {
              if (!value.isEmpty()) {
                request.header("Impersonate-Extra-" + name, value);
              }
            });
  }

  private void pass(
      HttpResponse<InputStream> answer,
      InputStream body,
      ProxyExchange exchange,
      Optional<KubernetesFault> fault)
      throws IOException {
    KubernetesFault.Kind kind = fault.map(KubernetesFault::kind).orElse(null);
    boolean list = exchange.request().verb().equals("list") && answer.statusCode() == 200;
    if (list && kind == KubernetesFault.Kind.ENDLESS_LIST) {
      exchange.send(200, "application/json", faultyAnswers.withNextPage(body.readAllBytes()));
      return;
    }
    if (list && kind == KubernetesFault.Kind.HUGE_LIST) {
      faultyAnswers.sendHuge(body.readAllBytes(), fault.orElseThrow().size(), exchange);
      return;
    }
    long length = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
    if (answer.statusCode() == 404 && length == 0) { // the mock has no words for it
      exchange.refuse(Status.notFound(exchange.request()));
      return;
    }
    if (list && kind == null && !plane.isReal()) {
      byte[] items = body.readAllBytes();
      if (served.isServed(exchange.request(), items)) {
        exchange.send(200, "application/json", pages.page(items, exchange.query()));
      } else {
        exchange.refuse(NOT_SERVED);
      }
      return;
    }
    OutputStream out = exchange.open(answer.statusCode(), length);
    boolean cut = kind == KubernetesFault.Kind.BREAK_OFF;
    exchange.copy(body, out, cut ? fault.orElseThrow().size() : Long.MAX_VALUE);
    if (cut) {
      throw new IOException("The answer breaks off");
    }
    exchange.close();
  }

  @Override
  public void close() {
    closed.complete(null);
    for (InputStream stream : List.copyOf(streams)) {
      try {
        stream.close();
      } catch (IOException gone) {
        LOG.debug("The stream had ended", gone);
      }
    }
    server.stop(0);
    workers.shutdownNow();
  }
}
