package dev.referee.testkit.embedded.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server on loopback that passes requests to a handler and delays or breaks responses.
 * Responses have the time of the cloud in a header of their own, because the server sets {@code
 * Date} from the system clock. {@link #TIME} returns that time.
 *
 * <p>Delayed responses occupy no thread. Its threads are daemon threads.
 */
public final class LoopbackServer {

  /** A handler of requests. */
  @FunctionalInterface
  public interface Handler {
    WireResponse answer(WireRequest request);
  }

  /** The path that returns the time. */
  public static final String TIME = "/_referee/time";

  private static final Logger LOG = LoggerFactory.getLogger(LoopbackServer.class);
  private static final String DATED = "Referee-Date";
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
  private static final int DROPS = 20;
  private static final int BACKLOG = 256;
  private static final ThreadFactory DAEMONS =
      new ThreadFactoryBuilder().setDaemon(true).setNameFormat("embedded-cloud-%d").build();

  static {
    // The JDK's server sends headers and body apart. Unless told so before it is first used, the
    // body then waits some 40 ms for the client to acknowledge the headers.
    String noDelay = "sun.net.httpserver.nodelay";
    if (System.getProperty(noDelay) == null) {
      System.setProperty(noDelay, "true");
    }
  }

  private final Handler handler;
  private final Clock clock;
  private final ExecutorService workers = Executors.newCachedThreadPool(DAEMONS);
  private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1, DAEMONS);
  private final HttpServer server;

  public LoopbackServer(Handler handler, Clock clock) {
    this.handler = handler;
    this.clock = clock;
    try {
      this.server = HttpServer.create();
    } catch (IOException e) {
      throw new UncheckedIOException("The embedded cloud has no server", e);
    }
    server.createContext("/", this::handle);
    server.createContext(TIME, this::tellTime);
    server.setExecutor(workers);
  }

  public URI start(int port) {
    try {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The embedded cloud cannot listen on loopback at port %d: %s"
              .formatted(port, e.getMessage()),
          e);
    }
    // The server's own thread is a daemon when the thread that starts it is one.
    Thread starter = DAEMONS.newThread(server::start);
    starter.start();
    Uninterruptibles.joinUninterruptibly(starter);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void stop() {
    later.shutdownNow();
    workers.shutdownNow();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    WireResponse response = answer(exchange);
    long millis = response.takes().toMillis();
    switch (response.travel()) {
      case WHOLE -> send(exchange, response, response.body().asByteArrayUnsafe().length);
      case LATE ->
          after(
              millis,
              exchange,
              () -> send(exchange, response, response.body().asByteArrayUnsafe().length));
      case SLOWLY -> {
        open(exchange, response);
        drip(exchange, response.body().asByteArrayUnsafe(), 0, millis / DROPS);
      }
      case BROKEN_OFF -> send(exchange, response, response.body().asByteArrayUnsafe().length / 2);
      case HUNG_UP -> exchange.close();
    }
  }

  private WireResponse answer(HttpExchange exchange) throws IOException {
    try {
      return handler.answer(read(exchange));
    } catch (RuntimeException | Error broken) {
      // Left alone, its thread would end, and the client would wait until its own time is up.
      LOG.error("A request could not be answered", broken);
      byte[] cause = ("The embedded account broke with " + broken).getBytes(UTF_8);
      return WireResponse.of(500, "text/plain", cause, "");
    }
  }

  private ZonedDateTime now() {
    return clock.instant().atZone(ZoneOffset.UTC);
  }

  private void tellTime(HttpExchange exchange) throws IOException {
    byte[] time = MILLIS.format(now()).getBytes(UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(200, time.length);
      exchange.getResponseBody().write(time);
    }
  }

  private static WireRequest read(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(Ascii.toLowerCase(name), String.join(",", values)));
    return WireRequest.of(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        headers,
        exchange.getRequestBody().readAllBytes());
  }

  /** Sends the headers, which promise the whole body, and so much of the body. */
  private void send(HttpExchange exchange, WireResponse response, int bytes) throws IOException {
    try (exchange) {
      OutputStream out = open(exchange, response);
      out.write(response.body().asByteArrayUnsafe(), 0, bytes);
      out.flush();
    }
  }

  private OutputStream open(HttpExchange exchange, WireResponse response) throws IOException {
    exchange.getResponseHeaders().set(DATED, DATE.format(now()));
    response.headers().forEach(exchange.getResponseHeaders()::set);
    int length = response.body().asByteArrayUnsafe().length;
    exchange.sendResponseHeaders(response.status(), length == 0 ? -1 : length);
    return exchange.getResponseBody();
  }

  /** Sends the body drop by drop, from the given one on. */
  private void drip(HttpExchange exchange, byte[] body, int drop, long millis) throws IOException {
    int from = body.length * drop / DROPS;
    int to = body.length * (drop + 1) / DROPS;
    exchange.getResponseBody().write(body, from, to - from);
    exchange.getResponseBody().flush();
    if (drop + 1 == DROPS) {
      exchange.close();
    } else {
      after(millis, exchange, () -> drip(exchange, body, drop + 1, millis));
    }
  }

  /** A send operation that the client may abort by closing the connection. */
  @FunctionalInterface
  private interface Sending {
    void run() throws IOException;
  }

  private void after(long millis, HttpExchange exchange, Sending sending) {
    var unused =
        later.schedule(
            () -> {
              try {
                sending.run();
              } catch (IOException e) {
                exchange.close();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }
}
