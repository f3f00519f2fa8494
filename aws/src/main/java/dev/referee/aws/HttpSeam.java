package dev.referee.aws;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * The HTTP client below all SDK clients of an account; every request of a check goes through it.
 * Thread-safe.
 */
final class HttpSeam implements SdkHttpClient {
  private final Visits visits;
  private final Wire wire;

  HttpSeam(Visits visits, Wire wire) {
    this.visits = visits;
    this.wire = wire;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    Question question = new Question(visits.current(), request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        Visit.Call call = question.visit().call();
        call.asks(question);
        Answer answer = wire.ask(question);
        call.isAnswered(answer);
        ResponseFormat.require(answer, call.operation(), request.httpRequest());
        return answer.response();
      }

      @Override
      public void abort() {
        question.abort();
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
