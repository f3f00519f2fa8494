package dev.referee.aws;

import com.google.common.primitives.Longs;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.HttpExecuteRequest;

/**
 * A call of an API that has no SDK client, with its retries, as the SDK makes them. For one thread
 * only.
 */
final class ApiCall {
  private static final int ATTEMPTS = 3;

  private final AccountContext home;
  private final CheckSession session;
  private final ApiProtocol api;
  private final HttpExecuteRequest request;
  private final ApiHttpAdapter carrier;

  ApiCall(
      AccountContext home,
      CheckSession session,
      ApiProtocol api,
      HttpExecuteRequest request,
      ApiHttpAdapter carrier) {
    this.home = home;
    this.session = session;
    this.api = api;
    this.request = request;
    this.carrier = carrier;
  }

  ApiResponse send(Transport wire) {
    @Nullable Inconclusive failure = null;
    String requestId = "";
    try {
      ApiResponse response = attempts(wire);
      requestId = api.requestId(response).orElse("");
      Optional<Inconclusive> problem = api.problem(operation().name(), response);
      if (problem.isPresent()) {
        throw problem.get();
      }
      return response;
    } catch (Inconclusive e) {
      failure = e;
      throw e;
    } finally {
      if (session.end(requestId, session.account())) {
        home.ended(session, requestId, failure);
      }
    }
  }

  /** Returns the last response, or else throws what became of the last attempt. */
  private ApiResponse attempts(Transport wire) {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == ATTEMPTS;
      try {
        ApiResponse response = attempt(wire, attempt > 1);
        if (last || !isWorthRetrying(response.status()) || !pause(attempt, response)) {
          return response;
        }
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted() || session.run().timeLeft().isZero()) {
          throw timeIsUp(e);
        }
        if (last || !pause(backoff(attempt))) {
          throw api.unreachable(operation().name(), e);
        }
      }
    }
  }

  private ApiResponse attempt(Transport wire, boolean retry) throws IOException {
    RequestAttempt attempt = new RequestAttempt(session, request, carrier, retry);
    session.call().asks(attempt);
    Future<?> timeout =
        TimeoutScheduler.clock()
            .schedule(
                attempt::abort, home.settings().attemptTimeout().toMillis(), TimeUnit.MILLISECONDS);
    try {
      BufferedResponse answer = wire.ask(attempt);
      session.call().isAnswered(answer);
      return answer.ofApi();
    } finally {
      timeout.cancel(false);
    }
  }

  private static boolean isWorthRetrying(int status) {
    return status == 429 || status >= 500;
  }

  /** Waits as long as the response asks; returns false if the check's time would be up before. */
  private boolean pause(int attempt, ApiResponse response) {
    return pause(
        response
            .header("Retry-After")
            .map(Longs::tryParse)
            .filter(seconds -> seconds >= 0)
            .map(Duration::ofSeconds)
            .orElseGet(() -> backoff(attempt)));
  }

  private Duration backoff(int attempt) {
    return home.settings().backoff().multipliedBy(1L << (attempt - 1));
  }

  private boolean pause(Duration time) {
    if (time.compareTo(session.run().timeLeft()) >= 0) {
      return false;
    }
    try {
      home.settings().waiting().park(time.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw timeIsUp(e);
    }
  }

  private Inconclusive timeIsUp(Exception e) {
    return new Inconclusive(
        Cause.TIMED_OUT,
        "The check's time was up before " + operation() + " got a response",
        "",
        e);
  }

  private Operation operation() {
    return session.call().operation();
  }
}
