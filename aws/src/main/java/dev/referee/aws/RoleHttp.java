package dev.referee.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The HTTP client that assumes a role. It sends requests only to the endpoints that are allowed for
 * the account's calls, and accepts only responses in AWS's format. Its requests belong to no check,
 * so they are not limited, counted or recorded.
 */
record RoleHttp(Settings settings, Operation operation) implements SdkHttpClient {

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    SdkHttpRequest http = request.httpRequest();
    settings.endpoints().require(http.host());
    ExecutableHttpRequest prepared = settings.http().prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        try {
          BufferedResponse answer =
              new Exchange(operation, http, settings.mostBytes()).send(prepared, settings.clock());
          ResponseFormat.require(answer, operation, http);
          return answer.response();
        } catch (IOException | UncheckedIOException e) {
          throw UnreachableException.by(e, http);
        }
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  @Override
  public void close() {}
}
