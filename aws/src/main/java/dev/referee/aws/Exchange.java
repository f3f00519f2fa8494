package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * An HTTP request whose response is read completely, up to a maximum size.
 *
 * @param operation the operation
 * @param request the request
 * @param mostBytes the maximum size of a response in bytes
 */
record Exchange(Operation operation, SdkHttpRequest request, int mostBytes) {
  /**
   * 304 has no body; the JDK's connection hides the body of a response that requires
   * authentication.
   */
  private static final Set<Integer> BODILESS = Set.of(304, 401, 407);

  /**
   * Sends the request and reads the complete response.
   *
   * @param prepared sends the request; aborted if the response is too large
   * @throws Inconclusive for {@link Cause#UNREACHABLE} if the response is too large
   * @throws IOException if no complete response arrived
   */
  BufferedResponse send(ExecutableHttpRequest prepared, InstantSource clock) throws IOException {
    HttpExecuteResponse response = prepared.call();
    byte[] body = body(prepared, response);
    Instant now = clock.instant();
    return new BufferedResponse(response.httpResponse(), body, request.host(), now);
  }

  private byte[] body(ExecutableHttpRequest prepared, HttpExecuteResponse response)
      throws IOException {
    byte[] read = new byte[0];
    if (response.responseBody().isPresent()) {
      try (InputStream body = response.responseBody().get()) {
        read = body.readNBytes(mostBytes + 1);
        if (read.length > mostBytes) {
          prepared.abort();
          throw tooLarge();
        }
      }
    }
    requireWhole(response, read.length);
    return read;
  }

  /** Not every client distinguishes a truncated response from a complete one. */
  private void requireWhole(HttpExecuteResponse response, int got) throws IOException {
    boolean bare =
        request.method() == SdkHttpMethod.HEAD
            || BODILESS.contains(response.httpResponse().statusCode())
            || response.httpResponse().firstMatchingHeader("Content-Encoding").isPresent();
    String length = response.httpResponse().firstMatchingHeader("Content-Length").orElse("");
    if (!bare && !length.isEmpty() && !length.equals(Integer.toString(got))) {
      throw new IOException("the response ended after " + got + " of " + length + " bytes");
    }
  }

  private Inconclusive tooLarge() {
    return new Inconclusive(
        Cause.UNREACHABLE,
        "The response to %s is larger than %d bytes and was not read completely"
            .formatted(operation, mostBytes));
  }
}
