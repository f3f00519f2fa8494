package dev.referee.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * An HTTP client that runs a {@link Dialogue} as one request, with its result as the response. So
 * an exchange is limited, refused, counted, recorded and replayed like any other call.
 */
final class DialogueHttpAdapter implements SdkHttpClient {
  private final Dialogue dialogue;
  private final Supplier<AwsCredentials> credentials;

  DialogueHttpAdapter(Dialogue dialogue, Supplier<AwsCredentials> credentials) {
    this.dialogue = dialogue;
    this.credentials = credentials;
  }

  /** Returns the request that represents it: a WebSocket also begins with a request. */
  static HttpExecuteRequest request(URI address) {
    boolean plain = address.getScheme().equals("ws") || address.getScheme().equals("http");
    String rest = address.toString().substring(address.getScheme().length());
    return HttpExecuteRequest.builder()
        .request(
            SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create((plain ? "http" : "https") + rest))
                .build())
        .build();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws InterruptedIOException {
        return answer();
      }

      /** Does nothing: an abort also interrupts the thread. */
      @Override
      public void abort() {}
    };
  }

  private HttpExecuteResponse answer() throws InterruptedIOException {
    try {
      byte[] said = dialogue.run(credentials.get()).getBytes(UTF_8);
      return HttpExecuteResponse.builder()
          .response(SdkHttpResponse.builder().statusCode(200).build())
          .responseBody(AbortableInputStream.create(new ByteArrayInputStream(said)))
          .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted during an exchange");
    }
  }

  @Override
  public String clientName() {
    return "Dialogue";
  }

  @Override
  public void close() {}
}
