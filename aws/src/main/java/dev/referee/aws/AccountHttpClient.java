package dev.referee.aws;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * The HTTP client of all SDK clients of an account. Every request of a check goes through it.
 * Thread-safe.
 */
final class AccountHttpClient implements SdkHttpClient {
  private final CurrentCheckSession sessions;
  private final Transport wire;

  AccountHttpClient(CurrentCheckSession sessions, Transport wire) {
    this.sessions = sessions;
    this.wire = wire;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    RequestAttempt attempt = new RequestAttempt(sessions.current(), request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        SdkCall call = attempt.session().call();
        call.asks(attempt);
        BufferedResponse answer = wire.ask(attempt);
        call.isAnswered(answer);
        if (call.isParsed()) {
          return answer.responseWithoutBody();
        }
        ResponseFormat.require(answer, call.operation(), request.httpRequest());
        return answer.response();
      }

      @Override
      public void abort() {
        attempt.abort();
      }
    };
  }

  @Override
  public String clientName() {
    return "Referee";
  }

  /** Does nothing: the HTTP client below is the account's. */
  @Override
  public void close() {}
}
