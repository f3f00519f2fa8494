package dev.referee.aws;

import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.during;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableListMultimap;
import dev.referee.Cause;
import dev.referee.Evidence;
import dev.referee.Inconclusive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Tests that requests to an API without an SDK client follow the rules of SDK clients. */
class ApiCallTest {
  private static final String LIST = "list:unicorns";
  private static final String DECLARED = "stable:" + LIST;

  @RegisterExtension final FakeAws aws = new FakeAws();
  private final FakeApi api = new FakeApi();
  private final List<Long> pauses = new ArrayList<>();
  private final FakeRun.Sweep sweep = new FakeRun.Sweep();
  private final FakeRun run = sweep.reading(DECLARED);

  /** An API with prepared responses, of which it repeats the last. */
  private static final class FakeApi implements ApiProtocol, SdkHttpClient {
    private final Deque<HttpExecuteResponse> answers = new ArrayDeque<>();
    private final List<SdkHttpRequest> received = new ArrayList<>();

    FakeApi says(int status, String... headers) {
      ImmutableListMultimap.Builder<String, String> named = ImmutableListMultimap.builder();
      named.put("Id", "request-" + answers.size());
      for (int i = 0; i < headers.length; i += 2) {
        named.put(headers[i], headers[i + 1]);
      }
      SdkHttpResponse.Builder head = SdkHttpResponse.builder().statusCode(status);
      named.build().asMap().forEach((name, values) -> head.putHeader(name, List.copyOf(values)));
      answers.add(
          HttpExecuteResponse.builder()
              .response(head.build())
              .responseBody(
                  AbortableInputStream.create(
                      new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8))))
              .build());
      return this;
    }

    @Override
    public String service() {
      return "stable";
    }

    @Override
    public SdkHttpClient client() {
      return this;
    }

    @Override
    public SdkHttpRequest authenticated(
        SdkHttpRequest request, AwsCredentials credentials, Clock clock) {
      return request.toBuilder().putHeader("Authorization", credentials.accessKeyId()).build();
    }

    @Override
    public Optional<String> requestId(ApiResponse response) {
      return response.header("Id");
    }

    @Override
    public Optional<Inconclusive> problem(String operation, ApiResponse response) {
      return response.status() == 200 || response.status() == 404
          ? Optional.empty()
          : Optional.of(new Inconclusive(Cause.THROTTLED, operation + " " + response.status()));
    }

    @Override
    public Inconclusive unreachable(String operation, IOException failure) {
      return new Inconclusive(Cause.UNREACHABLE, operation + ": " + failure.getMessage());
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      received.add(request.httpRequest());
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          if (answers.isEmpty()) {
            throw new IOException("the stable is closed");
          }
          return answers.remove();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  private Account account() {
    Account.Builder builder = aws.account();
    builder.settings().waiting(pauses::add);
    return builder.build();
  }

  private static HttpExecuteRequest at(String address) {
    return HttpExecuteRequest.builder()
        .request(
            SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(URI.create(address)).build())
        .build();
  }

  private ApiResponse send(Account account, FakeRun by) {
    return during(by, account, () -> account.send(api, LIST, at("https://one.test/unicorns")));
  }

  @Test
  void isAuthenticatedWhenItIsSentAndIsInTheEvidence() {
    api.says(200);

    assertThat(send(account(), run).status()).isEqualTo(200);

    assertThat(api.received.get(0).firstMatchingHeader("Authorization")).contains("AKIDEXAMPLE");
    assertThat(run.evidence())
        .extracting(Evidence::service, Evidence::operation, Evidence::endpoint, Evidence::requestId)
        .contains(tuple("stable", LIST, "one.test", "request-0"));
  }

  @Test
  void isRefusedWhenItIsNotDeclared() {
    assertThatThrownBy(() -> send(account(), sweep.reading(DESCRIBE_INSTANCES)))
        .isInstanceOf(Inconclusive.class)
        .hasMessageContaining(DECLARED);
    assertThat(api.received).isEmpty();
  }

  @Test
  void isSentOncePerSweepToEachHost() {
    api.says(200).says(404);
    Account account = account();
    send(account, run);
    send(account, sweep.run("other", run.check().permissions()));
    assertThat(api.received).hasSize(1);

    HttpExecuteRequest elsewhere = at("https://one.test:8443/unicorns");
    during(run, account, () -> account.send(api, LIST, elsewhere));
    ApiResponse again = during(run, account, () -> account.send(api, LIST, elsewhere));

    assertThat(again.status()).isEqualTo(404);
    assertThat(api.received).hasSize(2);
  }

  @Test
  void waitsAsLongAsItIsAsked() {
    api.says(429, "Retry-After", "7").says(503).says(200);

    assertThat(send(account(), run).status()).isEqualTo(200);

    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(7).toNanos(), Duration.ofMillis(200).toNanos());
  }

  @Test
  void doesNotWaitBeyondItsTime() {
    api.says(429, "Retry-After", "600").says(200);

    assertThatThrownBy(() -> send(account(), run)).hasMessage(LIST + " 429");

    assertThat(pauses).isEmpty();
  }

  @Test
  void givesUpAfterThreeAttemptsAndAsksAgainForTheNextCheck() {
    api.says(429).says(429).says(429).says(200);
    Account account = account();

    assertThatThrownBy(() -> send(account, run)).hasMessage(LIST + " 429");
    assertThat(send(account, run).status()).isEqualTo(200);
    assertThat(api.received).hasSize(4);
  }

  @Test
  void saysWhyItIsUnreachable() {
    assertThatThrownBy(() -> send(account(), run))
        .isInstanceOf(Inconclusive.class)
        .hasMessageContaining("the stable is closed");
    assertThat(api.received).hasSize(3);
  }

  @Test
  void knowsTheCallerAfterTheFirstCall() {
    api.says(200);
    Account account = account();
    assertThat(account.caller()).isEmpty();

    send(account, run);

    assertThat(account.caller())
        .hasValueSatisfying(arn -> assertThat(arn).endsWith("user/referee"));
  }
}
