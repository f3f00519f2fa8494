package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.spi.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Asks AWS: as fast as the limits allow, where AWS lives, and not for more than memory bears. */
final class Network implements Wire {
  private final SdkHttpClient http;
  private final Limits limits;
  private final Endpoints endpoints;
  private final Clock clock;
  private final int mostBytes;

  Network(SdkHttpClient http, Limits limits, Endpoints endpoints, Clock clock, int mostBytes) {
    this.http = http;
    this.limits = limits;
    this.endpoints = endpoints;
    this.clock = clock;
    this.mostBytes = mostBytes;
  }

  @Override
  public Answer ask(Question question) throws IOException {
    endpoints.require(question.host());
    if (question.timeLeft().isZero()) {
      throw question.timeIsUp();
    }
    limits.take(question.operation().service(), question.visit().run());
    ExecutableHttpRequest request = question.carrier(http).prepareRequest(question.request());
    question.inFlight(request);
    try (Scope abort = question.visit().run().onCancel(question::abort)) {
      HttpExecuteResponse response = request.call();
      byte[] body = body(question, response);
      return new Answer(response.httpResponse(), body, question.host(), clock.instant());
    } catch (IOException | UncheckedIOException e) {
      throw Unreached.by(e, question.host());
    } catch (RuntimeException e) {
      if (question.isAborted() && !(e instanceof Inconclusive)) {
        // Cut off under its feet, the JDK's connection stumbles over what is no longer there.
        throw Unreached.by(new IOException("the call was cut off", e), question.host());
      }
      throw e;
    }
  }

  private byte[] body(Question question, HttpExecuteResponse response) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    if (response.responseBody().isPresent()) {
      try (InputStream body = response.responseBody().get()) {
        byte[] chunk = new byte[8192];
        for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
          read.write(chunk, 0, n);
          if (read.size() > mostBytes) {
            question.abort();
            throw tooLarge(question);
          }
        }
      }
    }
    requireWhole(question, response, read.size());
    return read.toByteArray();
  }

  /** Not every client tells an answer that broke off from one that ended. */
  private static void requireWhole(Question question, HttpExecuteResponse response, int got)
      throws IOException {
    boolean bare =
        question.request().httpRequest().method() == SdkHttpMethod.HEAD
            || response.httpResponse().firstMatchingHeader("Content-Encoding").isPresent();
    String length = response.httpResponse().firstMatchingHeader("Content-Length").orElse("");
    if (!bare && !length.isEmpty() && !length.equals(Integer.toString(got))) {
      throw new IOException("the answer broke off after " + got + " of " + length + " bytes");
    }
  }

  private Inconclusive tooLarge(Question question) {
    return new Inconclusive(
        Cause.UNREACHABLE,
        "The answer to %s is larger than %d bytes, and was not read to its end"
            .formatted(question.operation(), mostBytes));
  }
}
