package dev.referee.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of what goes wrong between a client and the server. */
@ExtendWith(KubernetesExtension.class)
class KubernetesFaultTest {
  private static final String PODS = "/api/v1/namespaces/shop/pods";

  private EmbeddedKubernetes kubernetes;
  private Caller caller;
  private String token;

  @BeforeEach
  void start(EmbeddedKubernetes started) {
    kubernetes = started;
    caller = new Caller(started);
    token = Tokens.of(started.account(), "game");
  }

  private HttpResponse<String> list() throws IOException, InterruptedException {
    return caller.get(token, PODS);
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHORIZED, 401, Unauthorized",
    "FORBIDDEN, 403, Forbidden",
    "EXPIRED, 410, Expired",
    "INTERNAL_ERROR, 500, InternalError",
    "UNAVAILABLE, 503, ServiceUnavailable"
  })
  void answersAnErrorOfKubernetes(KubernetesFault.Kind kind, int status, String reason)
      throws Exception {
    kubernetes.inject(
        new KubernetesFault(kind, Duration.ZERO, "", 0, "", "", Integer.MAX_VALUE).times(1));

    HttpResponse<String> answer = list();
    JsonNode body = new ObjectMapper().readTree(answer.body());

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(body.path("kind").asText()).isEqualTo("Status");
    assertThat(body.path("reason").asText()).isEqualTo(reason);
    assertThat(body.path("code").asInt()).isEqualTo(status);
    assertThat(list().statusCode()).isEqualTo(200);
  }

  @Test
  void asksToTryAgainLater() throws Exception {
    kubernetes.inject(KubernetesFault.throttle(Duration.ofSeconds(7)));

    HttpResponse<String> answer = list();

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
  }

  @Test
  void hitsOnlyWhatItIsFor() throws Exception {
    kubernetes.inject(KubernetesFault.unavailable().on("list", "pods"));

    assertThat(list().statusCode()).isEqualTo(503);
    assertThat(caller.get(token, "/api/v1/namespaces/shop/services").statusCode()).isEqualTo(200);
    kubernetes.clearFaults();
    assertThat(list().statusCode()).isEqualTo(200);
  }

  @Test
  void waitsForTheClockOfTheAccount(ManualClock clock) throws Exception {
    kubernetes.inject(KubernetesFault.delay(Duration.ofMinutes(5)).times(1));

    CompletableFuture<HttpResponse<String>> late =
        caller
            .http()
            .sendAsync(caller.request(token, PODS).build(), HttpResponse.BodyHandlers.ofString());
    // The token is valid for 15 minutes: time passes when the login has been checked.
    while (kubernetes.hasFaults()) {
      Thread.onSpinWait();
    }
    while (!late.isDone()) {
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(late.join().statusCode()).isEqualTo(200);
  }

  @Test
  void neverAnswers() {
    kubernetes.inject(KubernetesFault.hang());

    assertThatThrownBy(
            () ->
                caller
                    .http()
                    .send(
                        caller.request(token, PODS).timeout(Duration.ofMillis(300)).build(),
                        HttpResponse.BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void closesTheConnection() {
    kubernetes.inject(KubernetesFault.hangUp());

    assertThatThrownBy(this::list).isInstanceOf(IOException.class);
  }

  @Test
  void breaksOffInTheBody() {
    kubernetes.inject(KubernetesFault.breakOff(10));

    assertThatThrownBy(this::list).isInstanceOf(IOException.class);
  }

  @Test
  void answersSomethingElse() throws Exception {
    kubernetes.inject(KubernetesFault.foreignPage().times(1));
    kubernetes.inject(KubernetesFault.garbage().times(1));
    kubernetes.inject(KubernetesFault.body("{}").times(1));

    assertThat(list().body()).startsWith("<!doctype html>");
    assertThat(list().body()).startsWith("{\"kind\"").doesNotEndWith("}");
    assertThat(list().body()).isEqualTo("{}");
  }

  @Test
  void nestsDeeply() throws Exception {
    kubernetes.inject(KubernetesFault.deepNesting(10_000));

    assertThat(list().body()).contains("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000));
  }

  @Test
  void alwaysHasANextPage() throws Exception {
    kubernetes.inject(KubernetesFault.endlessList());

    String first = next("");
    String second = next("?continue=" + first);

    assertThat(first).isNotEmpty();
    assertThat(second).isNotEmpty().isNotEqualTo(first);
  }

  private String next(String query) throws IOException, InterruptedException {
    HttpResponse<String> answer = caller.get(token, PODS + query);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body()).path("metadata").path("continue").asText();
  }

  @Test
  void streamsAHugeList() throws Exception {
    kubernetes.inject(KubernetesFault.hugeList(50_000_000));

    HttpResponse<InputStream> answer =
        caller
            .http()
            .send(caller.request(token, PODS).build(), HttpResponse.BodyHandlers.ofInputStream());

    try (InputStream body = answer.body()) {
      assertThat(body.skip(50_000_000)).isEqualTo(50_000_000);
    }
  }

  @Test
  void sendsTheClientElsewhere() throws Exception {
    kubernetes.inject(KubernetesFault.redirect(URI.create("https://example.org/")));

    HttpResponse<String> answer = list();

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).hasValue("https://example.org/");
  }
}
