package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

class ServerDatesTest {
  private final ManualClock clock = ManualClock.at(Instant.parse("2026-03-01T10:00:00.500Z"));

  /** Answers after a while, with a date. */
  private record Server(ManualClock clock, Duration takes, Map<String, List<String>> headers)
      implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          clock.advance(takes);
          return HttpExecuteResponse.builder()
              .response(SdkHttpResponse.builder().statusCode(200).headers(headers).build())
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  private Optional<ServerDates.Offset> offset(int seconds, String... dates) throws IOException {
    return offset(seconds, Map.of("date", List.of(dates)));
  }

  private Optional<ServerDates.Offset> offset(int seconds, Map<String, List<String>> headers)
      throws IOException {
    ServerDates http =
        new ServerDates(new Server(clock, Duration.ofSeconds(seconds), headers), clock);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(URI.create("http://127.0.0.1"))
            .build();
    HttpExecuteResponse unused =
        http.prepareRequest(HttpExecuteRequest.builder().request(request).build()).call();
    return http.inThisThread();
  }

  @Test
  void measuresInTheMiddleOfACall() throws IOException {
    ServerDates.Offset offset = offset(2, "Sun, 01 Mar 2026 09:59:51 GMT").orElseThrow();

    assertThat(offset.ahead()).isEqualTo(Duration.ofSeconds(10));
    assertThat(offset.within()).isEqualTo(Duration.ofMillis(1500));
    assertThat(offset.isWrong()).isTrue();
  }

  @Test
  void blamesNoClockForASlowAnswer() throws IOException {
    assertThat(offset(30, "Sun, 01 Mar 2026 10:00:30 GMT").orElseThrow().isWrong()).isFalse();
  }

  @Test
  void takesTheTimeOfASandboxFromItself() throws IOException {
    Map<String, List<String>> headers =
        Map.of(
            "Date", List.of("Sun, 01 Mar 2026 10:00:00 GMT"),
            "Referee-Date", List.of("Sun, 01 Mar 2026 10:15:00 GMT"));

    assertThat(offset(0, headers).orElseThrow().ahead()).isEqualTo(Duration.ofMinutes(-15));
  }

  @Test
  void isUnknownWithoutADate() throws IOException {
    assertThat(offset(1)).isEmpty();
    assertThat(offset(1, "yesterday")).isEmpty();
  }
}
