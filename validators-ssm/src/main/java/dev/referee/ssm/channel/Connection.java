package dev.referee.ssm.channel;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.referee.ssm.channel.DataChannelException.Reason;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * A WebSocket connection on which the calling thread works within time limits. Not thread-safe,
 * except {@link #close}.
 */
final class Connection implements AutoCloseable {
  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final int WAKINGS_BETWEEN_PINGS = 50;

  private final DataChannelOptions options;
  private final ScheduledExecutorService scheduler;
  private final Mailbox mailbox;
  private final WebSocketTransport transport;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final AtomicInteger wakings = new AtomicInteger();
  private volatile @Nullable Future<?> opening;
  private volatile @Nullable Future<?> waking;

  Connection(DataChannelOptions options, WebSocketTransport.Receiver receiver) {
    this.options = options;
    scheduler = options.scheduler == null ? ownScheduler() : options.scheduler;
    mailbox = new Mailbox(scheduler);
    transport = new WebSocketTransport(mailbox, receiver, options);
  }

  private static ScheduledExecutorService ownScheduler() {
    return new ScheduledThreadPoolExecutor(
        1, new ThreadFactoryBuilder().setDaemon(true).setNameFormat("data-channel-%d").build());
  }

  void open(OpeningRequest request, AwsCredentialsIdentity credentials, String region)
      throws DataChannelException, InterruptedException {
    HttpClient client = options.httpClient == null ? WebSocketClient.shared() : options.httpClient;
    WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(options.openTimeout);
    request.sign(builder, credentials, region, options.clock);
    workUntil(
        transport::isOpen,
        options.openTimeout,
        Reason.OPEN_TIMED_OUT,
        () -> {
          CompletableFuture<WebSocket> socket = builder.buildAsync(request.address(), transport);
          opening = socket;
          Future<?> unused = socket.whenComplete((opened, failure) -> refuseIf(failure));
        });
  }

  private void refuseIf(@Nullable Throwable failure) {
    if (failure != null) {
      mailbox.fail(refused(failure));
    }
  }

  private static DataChannelException refused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof WebSocketHandshakeException handshake)) {
      return DataChannelException.of(Reason.UNREACHABLE, "The service could not be reached", cause);
    }
    // Without its cause, which contains the request with the signature.
    int status = handshake.getResponse().statusCode();
    Reason reason =
        switch (status) {
          case 401, 403 -> Reason.ACCESS_DENIED;
          case 429 -> Reason.THROTTLED;
          default -> Reason.UNREACHABLE;
        };
    return DataChannelException.of(reason, "The service answered with the status " + status);
  }

  /** Wakes the calling thread regularly, also to detect a dead connection. */
  void wakeEvery(Duration interval, Mailbox.Mail mail) {
    waking =
        scheduler.scheduleWithFixedDelay(
            () -> wake(mail), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** One such task at a time is enough. */
  private void wake(Mailbox.Mail mail) {
    if (awake.compareAndSet(false, true)) {
      mailbox.put(
          () -> {
            awake.set(false);
            mail.open();
            if (wakings.incrementAndGet() % WAKINGS_BETWEEN_PINGS == 0) {
              transport.ping();
            }
          });
    }
  }

  void send(byte[] message) {
    transport.send(message);
  }

  void sendText(String message) {
    transport.sendText(message);
  }

  /** Begins something and works until it is done; closes the connection on failure. */
  void workUntil(BooleanSupplier done, Duration limit, Reason late, Runnable begin)
      throws DataChannelException, InterruptedException {
    checkState(!closed.get(), "The data channel is closed");
    boolean finished = false;
    try {
      mailbox.workUntil(
          done,
          limit,
          () -> DataChannelException.of(late, "It took longer than " + limit.toSeconds() + " s"),
          begin);
      finished = true;
    } finally {
      if (!finished) {
        close();
      }
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    cancel(opening);
    cancel(waking);
    mailbox.fail(
        DataChannelException.of(Reason.DISCONNECTED, "The channel was closed by this side"));
    transport.close();
    Future<?> unused =
        scheduler.schedule(transport::abort, FAREWELL.toNanos(), TimeUnit.NANOSECONDS);
    if (options.scheduler == null) {
      scheduler.shutdown();
    }
  }

  private static void cancel(@Nullable Future<?> work) {
    if (work != null) {
      work.cancel(false);
    }
  }
}
