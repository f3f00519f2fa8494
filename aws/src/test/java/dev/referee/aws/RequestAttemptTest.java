package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.utils.StringInputStream;

class RequestAttemptTest {
  private final FakeRun run = new FakeRun.Sweep().reading("eks:ListClusters", "s3:GetObject");

  private RequestAttempt attempt(
      String service, String name, String body, Consumer<SdkHttpFullRequest.Builder> also) {
    CheckSession session = new CheckSession(run);
    session.begin(new Operation(service, name, "eu-west-1"));
    SdkHttpFullRequest.Builder request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.GET)
            .protocol("https")
            .host("eks.eu-west-1.amazonaws.com")
            .encodedPath("/clusters");
    also.accept(request);
    return new RequestAttempt(
        session,
        HttpExecuteRequest.builder()
            .request(request.build())
            .contentStreamProvider(() -> new StringInputStream(body))
            .build());
  }

  private String key(Consumer<SdkHttpFullRequest.Builder> also) {
    return attempt("eks", "ListClusters", "", also).key();
  }

  private String keyOfBody(String body) {
    return attempt("eks", "ListClusters", body, request -> {}).key();
  }

  @Nested
  class Keys {
    @Test
    void differByWhatARequestAsksFor() {
      Stream<String> keys =
          Stream.of(
              key(request -> {}),
              key(request -> request.method(SdkHttpMethod.HEAD)),
              key(request -> request.encodedPath("/clusters/a")),
              key(request -> request.putRawQueryParameter("maxResults", "1")),
              key(request -> request.putRawQueryParameter("maxResults", "2")),
              key(request -> request.putRawQueryParameter("nextToken", "2")),
              key(request -> request.putRawQueryParameter("include", List.of("a", "b"))),
              key(request -> request.putRawQueryParameter("include", List.of("b"))),
              key(request -> request.putHeader("X-Amz-Target", "A")),
              key(request -> request.putHeader("X-Amz-Target", "B")),
              key(request -> request.putHeader("Range", "A")),
              keyOfBody("{\"include\":[\"all\"]}"));

      assertThat(keys).doesNotHaveDuplicates().hasSize(12);
    }

    @Test
    void ignoreTheOrderAndTheCaseOfNames() {
      assertThat(
              key(
                  request ->
                      request
                          .putHeader("x-amz-target", "A")
                          .putHeader("Range", "r")
                          .putRawQueryParameter("a", "1")
                          .putRawQueryParameter("b", "2")))
          .isEqualTo(
              key(
                  request ->
                      request
                          .putRawQueryParameter("b", "2")
                          .putRawQueryParameter("a", "1")
                          .putHeader("range", "r")
                          .putHeader("X-Amz-Target", "A")));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Authorization",
          "amz-sdk-invocation-id",
          "AMZ-SDK-REQUEST",
          "User-Agent",
          "X-Amz-Date",
          "X-Amz-Security-Token",
          "X-Amzn-Trace-Id"
        })
    void areEqualWhateverDiffersFromAttemptToAttempt(String header) {
      assertThat(key(request -> request.putHeader(header, "1")))
          .isEqualTo(key(request -> request.putHeader(header, "2")))
          .isEqualTo(key(request -> {}));
    }

    @Test
    void ignoreTheClientsOwnToken() {
      assertThat(keyOfBody("Action=A&ClientToken=abc-1&B=c"))
          .isEqualTo(keyOfBody("Action=A&ClientToken=def-2&B=c"))
          .isNotEqualTo(keyOfBody("Action=A&ClientToken=def-2&B=d"));
      assertThat(keyOfBody("Action=A&NextToken=abc-1"))
          .isNotEqualTo(keyOfBody("Action=A&NextToken=def-2"));
    }

    @Test
    void differByTheHostOnlyIfABucketMayStandThere() {
      assertThat(key(request -> request.host("a.example")))
          .isEqualTo(key(request -> request.host("b.example")));
      assertThat(attempt("s3", "GetObject", "", request -> request.host("a.example")).key())
          .isNotEqualTo(attempt("s3", "GetObject", "", request -> request.host("b.example")).key());
    }

    @Test
    void containNothingThatWasSent() {
      assertThat(
              key(request -> request.putRawQueryParameter("name", "planted").putHeader("a", "b")))
          .matches("eks:ListClusters@eu-west-1#[0-9a-f]{64}");
    }
  }

  @Nested
  class IsGivenUp {
    private final RequestAttempt attempt = attempt("eks", "ListClusters", "", request -> {});

    @Test
    void initiallyByNoCaller() {
      assertThat(attempt.isGivenUp()).isFalse();
    }

    @Test
    void whenItWasCutOff() {
      attempt.abort();

      assertThat(attempt.isGivenUp()).isTrue();
    }

    @Test
    void whenTheTimeIsUp() {
      run.timeLeft = Duration.ZERO;

      assertThat(attempt.isGivenUp()).isTrue();
    }

    @Test
    void whenItsThreadIsInterrupted() throws Exception {
      CompletableFuture<Boolean> givenUp = new CompletableFuture<>();
      Thread judge =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                givenUp.complete(attempt.isGivenUp());
              });
      judge.start();

      assertThat(givenUp.get(5, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void isARetryFromTheSecondAttemptOn() {
    assertThat(attempt("eks", "ListClusters", "", attempt("attempt=1; max=3")).isRetry()).isFalse();
    assertThat(attempt("eks", "ListClusters", "", attempt("attempt=2; max=3")).isRetry()).isTrue();
  }

  private static Consumer<SdkHttpFullRequest.Builder> attempt(String value) {
    return request -> request.putHeader("amz-sdk-request", value);
  }
}
