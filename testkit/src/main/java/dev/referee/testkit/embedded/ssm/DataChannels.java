package dev.referee.testkit.embedded.ssm;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.referee.testkit.Fault;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.ReceivedCall;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.http.CredentialScope;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.sessionserver.AgentChannel;
import dev.referee.testkit.sessionserver.MessageService;
import dev.referee.testkit.sessionserver.MessageService.Exchange;
import dev.referee.testkit.sessionserver.MessageService.Party;
import dev.referee.testkit.sessionserver.MessageService.Upgrade;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of the stream URLs of a cloud's sessions, started with the first session.
 *
 * <p>Thread-safe. What it asks of the cloud it asks under the cloud's lock; a line's own lock is
 * never taken under that one.
 */
public final class DataChannels implements Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(DataChannels.class);
  private static final Pattern SESSION = Pattern.compile("^/v1/data-channel/([^/?]+)\\?");
  private static final long RESEND_MILLIS = 100;

  private record Held(Ssm ssm, SsmSession session) {}

  private final ManualClock clock;
  private final Accounts accounts;
  private final Consumer<ReceivedCall> record;
  private final Map<String, Held> sessions = new TreeMap<>();
  private final Map<String, AgentChannel> lines = new ConcurrentHashMap<>();
  private @Nullable MessageService service;
  private @Nullable ScheduledExecutorService later;

  public DataChannels(ManualClock clock, Accounts accounts, Consumer<ReceivedCall> record) {
    this.clock = clock;
    this.accounts = accounts;
    this.record = record;
  }

  /** Returns the URL of a session's stream, and listens there. */
  String open(Ssm ssm, SsmSession session) {
    synchronized (clock) {
      if (service == null) {
        service = MessageService.start(this);
        later =
            Executors.newSingleThreadScheduledExecutor(
                new ThreadFactoryBuilder().setDaemon(true).setNameFormat("far-end-%d").build());
        var unused =
            later.scheduleWithFixedDelay(
                this::resend, RESEND_MILLIS, RESEND_MILLIS, TimeUnit.MILLISECONDS);
      }
      sessions.put(session.id, new Held(ssm, session));
      return service.address()
          + "/v1/data-channel/"
          + session.id
          + "?role=publish_subscribe&cell-number=AAEAA%2Bq%3D";
    }
  }

  private void resend() {
    for (AgentChannel line : lines.values()) {
      try {
        line.resend();
      } catch (RuntimeException e) {
        LOG.debug("A client went away while it was sent to", e);
      }
    }
  }

  /** Ends the line of a session that is over, a moment later. */
  void hangUp(SsmSession session) {
    synchronized (clock) {
      sessions.remove(session.id);
      AgentChannel line = lines.remove(session.id);
      if (line != null && later != null && !later.isShutdown()) {
        later.execute(() -> line.hangUp(""));
      }
    }
  }

  public void stop() {
    MessageService stopped;
    synchronized (clock) {
      stopped = service;
      if (later != null) {
        later.shutdownNow();
      }
    }
    if (stopped != null) {
      stopped.close();
    }
  }

  @Override
  public int admit(Upgrade upgrade) {
    synchronized (clock) {
      Map<String, String> headers = new TreeMap<>(upgrade.headers());
      CredentialScope scope =
          CredentialScope.of(WireRequest.of("GET", upgrade.resource(), headers, new byte[0]));
      Key key = scope == null ? null : accounts.key(scope.accessKeyId());
      if (scope == null
          || key == null
          || !scope.service().equals("ssmmessages")
          || !Objects.equals(key.sessionToken(), headers.get("x-amz-security-token"))
          || key.expired(clock.instant())) {
        return 403;
      }
      record.accept(
          new ReceivedCall(key.accountId(), scope.region(), "ssmmessages", "OpenDataChannel"));
      AccountState account = Objects.requireNonNull(accounts.byId(key.accountId()));
      Fault fault = account.fault("ssmmessages", "OpenDataChannel");
      return fault == null ? 101 : status(fault);
    }
  }

  private static int status(Fault fault) {
    return switch (fault.kind()) {
      case THROTTLE -> 429;
      case DENY, EXPIRED_TOKEN -> 403;
      case INTERNAL_ERROR -> 500;
      case UNAVAILABLE -> 503;
      case STALL, SLOW_BODY, BREAK_OFF, HANG_UP -> 0;
      case ERROR, STATUS -> fault.status();
      case GARBAGE, EMPTY, BODY, FOREIGN_PAGE, OTHER_OPERATION, ERROR_DOCUMENT, MISSING_MEMBER ->
          200;
    };
  }

  private @Nullable Held held(Upgrade upgrade) {
    Matcher path = SESSION.matcher(upgrade.resource());
    return path.find() ? sessions.get(path.group(1)) : null;
  }

  @Override
  public @Nullable Party connect(Upgrade upgrade, Map<String, String> firstWords) {
    synchronized (clock) {
      Held held = held(upgrade);
      return held == null
              || !held.session().active()
              || !held.session().token.equals(firstWords.get("TokenValue"))
          ? null
          : new SessionPeer(held.ssm(), held.session()).party();
    }
  }

  @Override
  public void connected(Upgrade upgrade, AgentChannel line) {
    synchronized (clock) {
      Held held = held(upgrade);
      if (held != null && held.session().active()) {
        lines.put(held.session().id, line);
      } else if (later != null && !later.isShutdown()) {
        later.execute(() -> line.hangUp("")); // the session was terminated in this moment
      }
    }
  }

  @Override
  public void hungUp(Upgrade upgrade, String output) {
    synchronized (clock) {
      Held held = held(upgrade);
      if (held != null) {
        lines.remove(held.session().id);
        held.session().ended(output, held.ssm().now());
      }
    }
  }

  @Override
  public void closed(int code) {
    lines.values().removeIf(line -> !line.open());
  }

  @Override
  public void complain(Exception error) {
    LOG.warn("A client of a session sent what it should not", error);
  }
}
