package dev.referee.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.aws.Account;
import dev.referee.testkit.EmbeddedSandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** An HTTP client that modifies the responses of services with a JSON or Query protocol. */
final class AlteredAnswers implements SdkHttpClient {
  private final SdkHttpClient wire = UrlConnectionHttpClient.create();
  private final Map<String, UnaryOperator<Reply>> edits = new ConcurrentHashMap<>();

  /** A response of a service. */
  record Reply(int status, String body) {}

  /** Returns the account of a sandbox, as it looks through this client. */
  Account account(EmbeddedSandbox sandbox) {
    return sandbox
        .embedded()
        .judging(Account.builder(sandbox.embedded().region()).id(sandbox.embedded().id()))
        .httpClient(this)
        .build();
  }

  /** Replaces the body of an operation's responses. */
  AlteredAnswers body(String operation, UnaryOperator<String> edit) {
    edits.put(operation, reply -> new Reply(reply.status(), edit.apply(reply.body())));
    return this;
  }

  /** Makes an operation return an error, in the format of JSON services. */
  AlteredAnswers error(String operation, int status, String code, String message) {
    String body = "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(code, message);
    edits.put(operation, any -> new Reply(status, body));
    return this;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    UnaryOperator<Reply> edit = edits.get(operation(request));
    ExecutableHttpRequest prepared = wire.prepareRequest(request);
    return edit == null
        ? prepared
        : new ExecutableHttpRequest() {
          @Override
          public HttpExecuteResponse call() throws IOException {
            return altered(prepared.call(), edit);
          }

          @Override
          public void abort() {
            prepared.abort();
          }
        };
  }

  private static HttpExecuteResponse altered(HttpExecuteResponse answer, UnaryOperator<Reply> edit)
      throws IOException {
    String body =
        answer.responseBody().isPresent()
            ? new String(answer.responseBody().get().readAllBytes(), UTF_8)
            : "";
    Reply reply = edit.apply(new Reply(answer.httpResponse().statusCode(), body));
    byte[] bytes = reply.body().getBytes(UTF_8);
    SdkHttpResponse.Builder response =
        answer.httpResponse().toBuilder()
            .statusCode(reply.status())
            .putHeader("Content-Length", String.valueOf(bytes.length));
    response.removeHeader("x-amz-crc32");
    return HttpExecuteResponse.builder()
        .response(response.build())
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(bytes)))
        .build();
  }

  private static String operation(HttpExecuteRequest request) {
    String target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
    return target.isEmpty() ? action(request) : target.substring(target.indexOf('.') + 1);
  }

  private static String action(HttpExecuteRequest request) {
    if (request.contentStreamProvider().isEmpty()) {
      return "";
    }
    try (var body = request.contentStreamProvider().get().newStream()) {
      String form = new String(body.readAllBytes(), UTF_8);
      int from = form.indexOf("Action=") + "Action=".length();
      int to = form.indexOf('&', from);
      return to < 0 ? form.substring(from) : form.substring(from, to);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    wire.close();
  }
}
