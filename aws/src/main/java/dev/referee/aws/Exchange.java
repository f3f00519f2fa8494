package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.io.ByteArrayOutputStream;
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
 * @param operation what is asked
 * @param request what is sent
 * @param mostBytes the largest answer that is read
 */
record Exchange(Operation operation, SdkHttpRequest request, int mostBytes) {
  /** 304 has no body; that of an answer that asks to sign in is hidden by the JDK's connection. */
  private static final Set<Integer> BODILESS = Set.of(304, 401, 407);

  /**
   * Sends it and reads the answer to its end.
   *
   * @param prepared sends the request; aborted where the answer is too large
   * @throws Inconclusive for {@link Cause#UNREACHABLE} when the answer is too large
   * @throws IOException when no whole answer came
   */
  BufferedResponse send(ExecutableHttpRequest prepared, InstantSource clock) throws IOException {
    HttpExecuteResponse response = prepared.call();
    byte[] body = body(prepared, response);
    Instant now = clock.instant();
    return new BufferedResponse(response.httpResponse(), body, request.host(), now);
  }

  private byte[] body(ExecutableHttpRequest prepared, HttpExecuteResponse response)
      throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    if (response.responseBody().isPresent()) {
      try (InputStream body = response.responseBody().get()) {
        byte[] chunk = new byte[8192];
        for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
          read.write(chunk, 0, n);
          if (read.size() > mostBytes) {
            prepared.abort();
            throw tooLarge();
          }
        }
      }
    }
    requireWhole(response, read.size());
    return read.toByteArray();
  }

  /** Not every client tells an answer that broke off from one that ended. */
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
