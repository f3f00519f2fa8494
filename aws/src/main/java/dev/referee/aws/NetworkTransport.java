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
  public BufferedResponse ask(RequestAttempt question) throws IOException {
    endpoints.require(question.host());
    if (question.timeLeft().isZero()) {
      throw question.timeIsUp();
    }
    limits.take(question.operation().service(), question.visit().run());
    ExecutableHttpRequest request = question.carrier(http).prepareRequest(question.request());
    question.inFlight(request);
    try (CheckScope abort = question.visit().run().onCancel(question::abort)) {
      return new Exchange(question.operation(), question.request().httpRequest(), mostBytes)
          .send(abortable(question, request), clock);
    } catch (IOException | UncheckedIOException e) {
      throw UnreachableException.by(e, question.request().httpRequest());
    } catch (RuntimeException e) {
      if (question.isAborted() && !(e instanceof Inconclusive)) {
        // If it is aborted, the JDK's connection fails with various exceptions.
        throw UnreachableException.by(
            new IOException("the call was cut off", e), question.request().httpRequest());
      }
      throw e;
    }
  }

  /** Marks an aborted request as no longer needed. */
  private static ExecutableHttpRequest abortable(
      RequestAttempt question, ExecutableHttpRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return request.call();
      }

      @Override
      public void abort() {
        question.abort();
      }
    };
  }
}
