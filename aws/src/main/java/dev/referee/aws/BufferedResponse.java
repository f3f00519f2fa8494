package dev.referee.aws;

import com.google.common.hash.Hashing;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpResponse;

/** A complete HTTP response, with its time and origin. Immutable and thread-safe. */
final class BufferedResponse {
  private static final Pattern CODE =
      Pattern.compile(
          "<Code>\\s*([\\w.]+)\\s*</Code>"
              + "|\"(?:__type|code|Code)\"\\s*:\\s*\"(?:[^\"#]*#)?([\\w.]+)");

  private final SdkHttpResponse head;
  private final byte[] body;
  private final String host;
  private final Instant at;
  private volatile @Nullable String digest; // computed once, on first use
  private volatile boolean complete;
  private volatile @Nullable ParsedResponse parsed;

  BufferedResponse(SdkHttpResponse head, byte[] body, String host, Instant at) {
    this(head, body, host, at, null);
  }

  /**
   * Creates a response from a tape.
   *
   * @param digest the digest of the original body; null if this body is the original
   */
  BufferedResponse(
      SdkHttpResponse head, byte[] body, String host, Instant at, @Nullable String digest) {
    this.head = head;
    this.body = body;
    this.host = host;
    this.at = at;
    this.digest = digest;
  }

  int status() {
    return head.statusCode();
  }

  Map<String, List<String>> headers() {
    return head.headers();
  }

  byte[] body() {
    return body;
  }

  /** Returns the first character that is not a space; 0 if there is none. */
  int begins() {
    int at = startsWithByteOrderMark() ? 3 : 0;
    while (at < body.length && Character.isWhitespace(body[at])) {
      at++;
    }
    return at < body.length ? body[at] & 0xff : 0;
  }

  private boolean startsWithByteOrderMark() {
    return body.length >= 3
        && (body[0] & 0xff) == 0xef
        && (body[1] & 0xff) == 0xbb
        && (body[2] & 0xff) == 0xbf;
  }

  /** Returns whether a header marks it as an error, whatever its status is. */
  boolean hasErrorHeader() {
    return head.firstMatchingHeader("x-amzn-ErrorType").isPresent();
  }

  String host() {
    return host;
  }

  Instant at() {
    return at;
  }

  String digest() {
    String known = digest;
    if (known == null) {
      known = Hashing.sha256().hashBytes(body).toString();
      digest = known;
    }
    return known;
  }

  /** Returns the request id, if a header contains it. */
  Optional<String> requestId() {
    return head.firstMatchingHeader(List.of("x-amzn-RequestId", "x-amz-request-id"));
  }

  boolean isSuccessful() {
    return head.isSuccessful();
  }

  /** Returns what an API without an SDK client said. */
  ApiResponse ofApi() {
    return new ApiResponse(head, body, at);
  }

  /** Returns whether the same request in the same sweep would get the same response. */
  boolean isDefinite() {
    return head.isSuccessful()
        || (status() >= 400
            && status() < 500
            && errorCode().filter(ErrorCodes::isDefinite).isPresent());
  }

  boolean isThrottle() {
    return status() >= 400 && ErrorCodes.isThrottle(status(), errorCode().orElse(""));
  }

  /** Returns AWS's error code, in any protocol. */
  Optional<String> errorCode() {
    Optional<String> header = head.firstMatchingHeader("x-amzn-ErrorType");
    if (header.isPresent()) {
      return header.map(type -> type.replaceFirst(":.*", "").replaceFirst(".*#", ""));
    }
    Matcher code = CODE.matcher(new String(body, StandardCharsets.UTF_8));
    return code.find()
        ? Optional.of(code.group(1) != null ? code.group(1) : code.group(2))
        : Optional.empty();
  }

  /** Returns whether it was found to have all that AWS always sends. */
  boolean isComplete() {
    return complete;
  }

  void foundComplete() {
    complete = true;
  }

  /** Returns the object that the SDK made of it for the same kind of request, if it is kept. */
  Optional<SdkResponse> parsed(Class<?> request) {
    ParsedResponse kept = parsed;
    return kept == null ? Optional.empty() : kept.response(request);
  }

  /** Keeps the object that the SDK made of it, if that is possible. */
  void keep(Class<?> request, SdkResponse response) {
    if (ParsedResponse.isShareable(response)) {
      parsed = new ParsedResponse(request, response);
    }
  }

  /** Returns a new response for the SDK. */
  HttpExecuteResponse response() {
    return HttpExecuteResponse.builder()
        .response(head)
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
        .build();
  }

  /** Returns a new response for the SDK that has nothing to parse. */
  HttpExecuteResponse responseWithoutBody() {
    return HttpExecuteResponse.builder().response(head).build();
  }
}
