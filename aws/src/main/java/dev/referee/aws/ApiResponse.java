package dev.referee.aws;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * A complete response of an API without an SDK client. Immutable, if nobody changes its bytes.
 *
 * @param head the status and the headers
 * @param body the body; not to be changed, because checks share it
 * @param at the time when it arrived
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ApiResponse(SdkHttpResponse head, byte[] body, Instant at) {

  /** Returns the HTTP status. */
  public int status() {
    return head.statusCode();
  }

  /** Returns the first value of a header, whose name may be in any case. */
  public Optional<String> header(String name) {
    return head.firstMatchingHeader(name);
  }

  @Override
  public String toString() {
    return "status " + status() + ", " + body.length + " bytes";
  }
}
