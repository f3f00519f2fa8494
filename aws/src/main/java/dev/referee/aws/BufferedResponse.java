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
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpResponse;

/** A complete HTTP response, with its time and origin. Thread-safe; never changes. */
final class BufferedResponse {
  private static final Pattern CODE =
      Pattern.compile(
          "<Code>\\s*([\\w.]+)\\s*</Code>"
              + "|\"(?:__type|code|Code)\"\\s*:\\s*\"(?:[^\"#]*#)?([\\w.]+)");

  private final SdkHttpResponse head;
  private final byte[] body;
  private final String host;
  private final Instant at;
  private volatile @Nullable String digest; // computed once, when first asked for
  private volatile boolean complete;

  BufferedResponse(SdkHttpResponse head, byte[] body, String host, Instant at) {
    this(head, body, host, at, null);
  }

  /**
   * Makes one of a tape.
   *
   * @param digest that of the body as AWS gave it; null where this is that body
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

  /** Returns the first character that is no space; 0 where there is none. */
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

  /** Returns whether a header says that it is an error, whatever its status is. */
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

  /** Returns the id that the service gave to the call, where a header tells it. */
  Optional<String> requestId() {
    return head.firstMatchingHeader(List.of("x-amzn-RequestId", "x-amz-request-id"));
  }

  /** Returns whether asking again within the sweep would be asking the same. */
  boolean isDefinite() {
    return head.isSuccessful()
        || (status() >= 400
            && status() < 500
            && errorCode().filter(ErrorCodes::isDefinite).isPresent());
  }

  boolean isThrottle() {
    return status() >= 400 && ErrorCodes.isThrottle(status(), errorCode().orElse(""));
  }

  /** Returns AWS's code of an error, in whichever protocol's form. */
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

  /** Returns it as the SDK wants it, anew each time. */
  HttpExecuteResponse response() {
    return HttpExecuteResponse.builder()
        .response(head)
        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
        .build();
  }
}
