package dev.referee.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * An HTTP client that compares the clock with the dates of responses. Thread-safe.
 *
 * <p>The SDK makes its calls in the thread that judges, which can therefore read the last result.
 */
final class ServerDates implements SdkHttpClient {
  /** The header with the time of a sandbox; its {@code Date} is the system time. */
  private static final String OF_SANDBOX = "Referee-Date";

  private final SdkHttpClient http;
  private final Clock clock;

  @SuppressWarnings("ThreadLocalUsage") // there is one, as long as the command
  private final ThreadLocal<@Nullable Offset> last = new ThreadLocal<>();

  /**
   * The difference between the clock and that of a server.
   *
   * @param ahead how far the clock is ahead; negative if it is behind
   * @param within the accuracy: a response takes time, and its date has whole seconds
   */
  record Offset(Duration ahead, Duration within) {
    private static final Duration ALLOWED = Duration.ofSeconds(5);

    /** Returns whether the clock is certainly wrong. */
    boolean isWrong() {
      return ahead.abs().minus(within).compareTo(ALLOWED) > 0;
    }
  }

  ServerDates(SdkHttpClient http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  /** Returns the difference from the last response in this thread. */
  Optional<Offset> inThisThread() {
    return Optional.ofNullable(last.get());
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = http.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        Instant before = clock.instant();
        HttpExecuteResponse response = prepared.call();
        Duration took = Duration.between(before, clock.instant());
        response
            .httpResponse()
            .firstMatchingHeader(OF_SANDBOX)
            .or(() -> response.httpResponse().firstMatchingHeader("Date"))
            .flatMap(date -> offset(before, took, date))
            .ifPresent(last::set);
        return response;
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  private static Optional<Offset> offset(Instant before, Duration took, String date) {
    try {
      Instant serverTime =
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration half = Duration.ofMillis(500);
      Instant middle = before.plus(took.dividedBy(2));
      return Optional.of(
          new Offset(
              Duration.between(serverTime.plus(half), middle), took.abs().dividedBy(2).plus(half)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
