package dev.referee.aws;

import dev.referee.Inconclusive;
import dev.referee.spi.CheckScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/** A transport that sends requests to AWS, with limits on rate, endpoint and response size. */
final class NetworkTransport implements Transport {
  private final SdkHttpClient http;
  private final Limits limits;
  private final Endpoints endpoints;
  private final Clock clock;
  private final int mostBytes;

  NetworkTransport(
      SdkHttpClient http, Limits limits, Endpoints endpoints, Clock clock, int mostBytes) {
    this.http = http;
    this.limits = limits;
    this.endpoints = endpoints;
    this.clock = clock;
    this.mostBytes = mostBytes;
  }

  @Override
  public BufferedResponse ask(RequestAttempt attempt) throws IOException {
    endpoints.require(attempt.host());
    if (attempt.timeLeft().isZero()) {
      throw attempt.timeIsUp();
    }
    limits.take(attempt.operation().service(), attempt.session().run());
    ExecutableHttpRequest request = attempt.prepare(http);
    attempt.inFlight(request);
    try (CheckScope abort = attempt.session().run().onCancel(attempt::abort)) {
      return new Exchange(attempt.operation(), attempt.request().httpRequest(), mostBytes)
          .send(abortable(attempt, request), clock);
    } catch (IOException | UncheckedIOException e) {
      throw UnreachableException.by(e, attempt.request().httpRequest());
    } catch (RuntimeException e) {
      if (attempt.isAborted() && !(e instanceof Inconclusive)) {
        // Cut off under its feet, the JDK's connection stumbles over what is no longer there.
        throw UnreachableException.by(
            new IOException("the call was cut off", e), attempt.request().httpRequest());
      }
      throw e;
    }
  }

  /** Marks an aborted request as no longer needed. */
  private static ExecutableHttpRequest abortable(
      RequestAttempt attempt, ExecutableHttpRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return request.call();
      }

      @Override
      public void abort() {
        attempt.abort();
      }
    };
  }
}
