package dev.referee.aws;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.hash.Hashing;
import com.google.common.io.ByteStreams;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;

/** One attempt of a request. For one thread only, except {@link #abort}. */
final class RequestAttempt implements Abortable {
  /** Headers that differ between attempts, clients and access keys. */
  private static final Set<String> INCIDENTAL =
      ImmutableSortedSet.orderedBy(String.CASE_INSENSITIVE_ORDER)
          .add(
              "accept-encoding",
              "amz-sdk-invocation-id",
              "amz-sdk-request",
              "authorization",
              "connection",
              "content-length",
              "date",
              "expect",
              "host",
              "user-agent",
              "x-amz-content-sha256",
              "x-amz-date",
              "x-amz-security-token",
              "x-amz-user-agent",
              "x-amzn-trace-id")
          .build();

  private static final ThreadFactory ABORTING =
      new ThreadFactoryBuilder().setDaemon(true).setNameFormat("referee-abort-%d").build();

  private static final Pattern TOKEN =
      Pattern.compile(
          "((?:client_?(?:request_?)?token|idempotency_?token)\"?\\s*[=:]\\s*\"?)[\\w%.-]+",
          Pattern.CASE_INSENSITIVE);

  private final CheckSession session;
  private final SdkCall call;
  private final HttpExecuteRequest request;
  private final @Nullable SdkHttpClient carrier;
  private final DeferredSigV4AuthScheme.@Nullable Signature signature;
  private final boolean retry;
  private @Nullable String key;
  private volatile boolean aborted;
  private volatile @Nullable Abortable inFlight;

  /** Makes one of the SDK. */
  RequestAttempt(CheckSession session, HttpExecuteRequest request) {
    this(session, request, null, session.call().takeSignature(), false);
  }

  /**
   * Makes one.
   *
   * @param carrier the client that sends it
   * @param retry whether it repeats an attempt that failed; the SDK's own retries have a header
   */
  RequestAttempt(
      CheckSession session, HttpExecuteRequest request, SdkHttpClient carrier, boolean retry) {
    this(session, request, carrier, null, retry);
  }

  private RequestAttempt(
      CheckSession session,
      HttpExecuteRequest request,
      @Nullable SdkHttpClient carrier,
      DeferredSigV4AuthScheme.@Nullable Signature signature,
      boolean retry) {
    this.session = session;
    this.call = session.call();
    this.request = request;
    this.carrier = carrier;
    this.signature = signature;
    this.retry = retry;
  }

  /**
   * Prepares the request for sending, and signs it if that is still to be done.
   *
   * @param usual the client that sends requests of the SDK
   */
  ExecutableHttpRequest prepare(SdkHttpClient usual) {
    return (carrier == null ? usual : carrier)
        .prepareRequest(signature == null ? request : signature.on(request));
  }

  CheckSession session() {
    return session;
  }

  Operation operation() {
    return call.operation();
  }

  boolean isActive() {
    return call.isActive();
  }

  HttpExecuteRequest request() {
    return request;
  }

  String host() {
    return request.httpRequest().host();
  }

  boolean isRetry() {
    return retry
        || request
            .httpRequest()
            .firstMatchingHeader("amz-sdk-request")
            .filter(attempt -> !attempt.contains("attempt=1;"))
            .isPresent();
  }

  /** Returns its key within one account: equal for equal requests, without secrets. */
  String key() {
    if (key == null) {
      key = computedKey();
    }
    return key;
  }

  private String computedKey() {
    SdkHttpRequest http = request.httpRequest();
    StringBuilder asked = new StringBuilder(512);
    asked.append(http.method()).append(' ').append(http.encodedPath()).append('\n');
    if (isOfOneHost()) {
      asked.append(http.host()).append(':').append(http.port()).append('\n');
    }
    SortedMap<String, List<String>> told = new TreeMap<>();
    http.forEachRawQueryParameter((name, values) -> told.put("?" + name, values));
    http.forEachHeader(
        (name, values) -> {
          if (!INCIDENTAL.contains(name)) {
            told.put(Ascii.toLowerCase(name), values);
          }
        });
    told.forEach((name, values) -> asked.append(name).append(": ").append(values).append('\n'));
    String body = body();
    asked.append(body.contains("oken") ? TOKEN.matcher(body).replaceAll("$1") : body);
    return operation().service()
        + ":"
        + operation().name()
        + "@"
        + operation().region()
        + "#"
        + Hashing.sha256().hashString(asked, StandardCharsets.UTF_8);
  }

  /** Returns whether the same request in the same sweep would get the same response. */
  boolean isDefinite(BufferedResponse answer) {
    return carrier instanceof ApiHttpAdapter
        ? answer.isSuccessful() || answer.status() == 404
        : answer.isDefinite();
  }

  /** Returns whether the host is part of what is asked: a bucket of S3, or an API of its own. */
  private boolean isOfOneHost() {
    return operation().service().equals("s3") || carrier instanceof ApiHttpAdapter;
  }

  private String body() {
    return request
        .contentStreamProvider()
        .map(
            content -> {
              try (InputStream stream = content.newStream()) {
                return new String(ByteStreams.toByteArray(stream), StandardCharsets.ISO_8859_1);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .orElse("");
  }

  /** Registers the current operation for an abort. */
  void inFlight(Abortable now) {
    inFlight = now;
    if (aborted) {
      now.abort();
    }
  }

  /** Returns whether it was aborted. */
  boolean isAborted() {
    return aborted;
  }

  /** Returns whether the caller no longer needs the response. */
  boolean isGivenUp() {
    return aborted || Thread.currentThread().isInterrupted() || timeLeft().isZero();
  }

  Duration timeLeft() {
    return session.run().timeLeft();
  }

  Inconclusive timeIsUp() {
    return new Inconclusive(
        Cause.TIMED_OUT, "The check's time was up before " + operation() + " got a response");
  }

  /**
   * Aborts it in a separate thread: with the JDK's connection, disconnecting waits for the reading
   * thread, and neither the end of a sweep nor the timeout scheduler can wait.
   */
  @Override
  public void abort() {
    aborted = true;
    Abortable now = inFlight;
    if (now != null) {
      ABORTING.newThread(now::abort).start();
    }
  }
}
